import { filter, type Observable, switchMap, take } from 'rxjs'
import type { Slots } from './slots.ts'

/**
 * Leadership: a standby keeps warm caches and starts nothing. No slot is taken
 * while waiting, and a plan is made only when it may be executed.
 */
export const gate = (slots: Slots, leading$: Observable<boolean>): Slots => ({
  ...slots,
  run: (priority, work) =>
    leading$.pipe(
      filter(leading => leading),
      take(1),
      switchMap(() => slots.run(priority, work)),
    ),
})
