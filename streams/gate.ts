import { defer, filter, type Observable, switchMap, take } from 'rxjs'
import type { Slots } from './slots.ts'

/**
 * Leadership: a standby keeps warm caches and starts nothing. No slot is taken
 * while waiting, and a plan is made only when it may be executed. `leads` says
 * whether there is nothing to wait for.
 */
export const gate = (slots: Slots, leading$: Observable<boolean>, leads: () => boolean = () => false): Slots => ({
  ...slots,
  run: (priority, work) =>
    defer(() => {
      if (leads()) return slots.run(priority, work)
      return leading$.pipe(
        filter(leading => leading),
        take(1),
        switchMap(() => slots.run(priority, work)),
      )
    }),
})
