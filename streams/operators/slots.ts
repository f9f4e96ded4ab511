import { defer, Observable, Subscription } from 'rxjs'
import { queue } from './queue.ts'

/** `urgent`: a live change. `backlog`: an initial list, a resync. */
export type Priority = 'urgent' | 'backlog'

export interface SlotsOptions {
  /** Runs at once. Default 10. */
  readonly workers?: number
  /** Every how many grants one goes to the backlog, if it waits. Default 4. */
  readonly backlogEvery?: number
}

export interface Slots {
  /** Emits once, when a slot is granted; holds it until unsubscribed. Never completes. */
  readonly acquire: (priority: Priority) => Observable<void>
  /** Waits for a slot, only then calls `work`, and holds the slot until that has ended and been torn down. */
  readonly run: <R>(priority: Priority, work: () => Observable<R>) => Observable<R>
  readonly running: () => number
  readonly waiting: (priority: Priority) => number
}

/**
 * A bounded number of runs at once. Waiters are served urgent first, in order
 * of arrival within a priority, and the backlog ages forward.
 *
 *     workers 1   acquire(urgent)    x----!
 *                 acquire(backlog)   .-------x--!
 *                 acquire(urgent)     ....x--!
 *
 * A waiter that unsubscribes is forgotten. A grant costs O(1), however many wait.
 */
export const slots = ({ workers = 10, backlogEvery = 4 }: SlotsOptions = {}): Slots => {
  const urgent = queue<() => void>()
  const backlog = queue<() => void>()
  let running = 0
  let urgentInARow = 0
  let granting = false

  const next = (): (() => void) | undefined => {
    const backlogIsDue = backlog.size() > 0 && (urgent.size() === 0 || urgentInARow >= backlogEvery - 1)
    urgentInARow = backlogIsDue || backlog.size() === 0 ? 0 : urgentInARow + 1
    return (backlogIsDue ? backlog : urgent).shift()?.value
  }
  /** A loop, not a recursion: a grant may release its slot, or ask for another, before it returns. */
  const grant = (): void => {
    if (granting) return
    granting = true
    while (running < workers) {
      const granted = next()
      if (granted === undefined) break
      running += 1
      granted()
    }
    granting = false
  }

  const acquire = (priority: Priority): Observable<void> =>
    new Observable(subscriber => {
      let holds = false
      const forget = (priority === 'urgent' ? urgent : backlog).push(() => {
        holds = true
        subscriber.next()
      })
      subscriber.add(() => {
        forget()
        if (!holds) return
        running -= 1
        grant()
      })
      grant()
    })

  return {
    acquire,
    run: (priority, work) =>
      new Observable(subscriber => {
        // Torn down in this order: the slot is free only when the work has let go of everything.
        const working = new Subscription()
        subscriber.add(working)
        subscriber.add(
          acquire(priority).subscribe(() => {
            let completed = false
            const worked = defer(work).subscribe({
              next: value => subscriber.next(value),
              error: error => subscriber.error(error),
              complete: () => {
                completed = true
              },
            })
            working.add(worked)
            // Work that completes synchronously is torn down after that. Its end is passed on only then.
            worked.add(() => completed && subscriber.complete())
          }),
        )
      }),
    running: () => running,
    waiting: priority => (priority === 'urgent' ? urgent : backlog).size(),
  }
}
