import { defer, filter, finalize, type Observable, switchMap, take, tap } from 'rxjs'
import type { Slots } from '../operators/slots.ts'

/**
 * Slots that are granted only while this process leads: a standby keeps warm caches
 * and starts nothing. A key that waits here holds no slot, and its plan is made only
 * when it may be executed. `leads`: whether there is nothing to wait for.
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
