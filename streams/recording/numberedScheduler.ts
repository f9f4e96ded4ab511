import { type SchedulerAction, type SchedulerLike, Subscription } from 'rxjs'

/** Sets one timer; unsubscribing cancels it. */
export type SetTimer = (id: number, delayMs: number, fire: () => void) => Subscription

/**
 * A scheduler whose timers are numbered from 0 in the order in which they are
 * asked for; one that repeats itself (`this.schedule` in its work) keeps its number.
 */
export const numberedScheduler = (now: () => number, set: SetTimer): SchedulerLike => {
  let asked = 0
  return {
    now,
    schedule: (work, delayMs = 0, state) => {
      const id = asked
      asked += 1
      return new NumberedAction((delay, fire) => set(id, delay, fire), work).schedule(state, delayMs)
    },
  }
}

/** As rxjs' own actions: at most one firing is due, and scheduling again replaces it. */
class NumberedAction<T> extends Subscription implements SchedulerAction<T> {
  readonly #set: (delayMs: number, fire: () => void) => Subscription
  readonly #work: (this: SchedulerAction<T>, state: T) => void
  #due: Subscription | undefined

  constructor(
    set: (delayMs: number, fire: () => void) => Subscription,
    work: (this: SchedulerAction<T>, state: T) => void,
  ) {
    super(() => this.#due?.unsubscribe())
    this.#set = set
    this.#work = work
  }

  schedule(state?: T, delayMs = 0): Subscription {
    if (this.closed) return this
    this.#due?.unsubscribe()
    this.#due = this.#set(delayMs, () => {
      this.#due = undefined
      try {
        // rxjs types the state of scheduled work as given, although it may be left out.
        Reflect.apply(this.#work, this, [state])
      } catch (error) {
        this.unsubscribe()
        throw error
      }
    })
    return this
  }
}
