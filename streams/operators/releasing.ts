import type { SchedulerLike, Subscription } from 'rxjs'

export interface Releasing {
  /** Adds values to those that are handed out; one that is among them already keeps its place. */
  readonly add: (values: Iterable<string>) => void
  readonly stop: () => void
}

const spreadMs = 10_000
const stepMs = 10

/**
 * Hands out values one after the other, so that what waited together does not go on at once:
 * all of them within 10 s, a few at once.
 */
export const releasing = (scheduler: SchedulerLike, handOut: (value: string) => void): Releasing => {
  const left = new Set<string>()
  let batch = 1
  let timer: Subscription | undefined
  const step = (): void => {
    timer = undefined
    const now = [...first(left, batch)]
    for (const value of now) left.delete(value)
    if (left.size > 0) timer = scheduler.schedule(step, stepMs)
    for (const value of now) handOut(value)
  }
  return {
    add: values => {
      for (const value of values) left.add(value)
      batch = Math.max(timer === undefined ? 1 : batch, Math.ceil((left.size * stepMs) / spreadMs))
      if (left.size > 0) timer ??= scheduler.schedule(step)
    },
    stop: () => timer?.unsubscribe(),
  }
}

function* first<T>(values: Iterable<T>, count: number): Iterable<T> {
  let taken = 0
  for (const value of values) {
    if (taken === count) return
    taken += 1
    yield value
  }
}
