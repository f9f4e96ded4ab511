import { defer, filter, finalize, type Observable, switchMap, take, tap } from 'rxjs'
import type { Slots } from '../operators/slots.ts'

/**
 * Leadership: a standby keeps warm caches and starts nothing. No slot is taken
 * while waiting, and a plan is made only when it may be executed. `leads` says
 * whether there is nothing to wait for.
 */
export const gate = (slots: Slots, leading$: Observable<boolean>, leads: () => boolean = () => false): Slots => {
  const outside = { urgent: 0, backlog: 0 }
  return {
    ...slots,
    waiting: priority => outside[priority] + slots.waiting(priority),
    run: (priority, work) =>
      defer(() => {
        if (leads()) return slots.run(priority, work)
        outside[priority] += 1
        let isOutside = true
        const enter = (): void => {
          if (isOutside) outside[priority] -= 1
          isOutside = false
        }
        return leading$.pipe(
          filter(leading => leading),
          take(1),
          tap(enter),
          switchMap(() => slots.run(priority, work)),
          finalize(enter),
        )
      }),
  }
}
