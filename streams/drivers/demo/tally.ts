import type { RunEvent } from '../../circle/runEvent.ts'
import type { Summary } from './tellers.ts'

/** Counts the effects and the reconciles of a run. */
export const tally = (): { readonly count: (event: RunEvent) => void; readonly summary: () => Summary } => {
  const effects: { [tag: string]: number } = {}
  let runs = 0
  return {
    count: event => {
      if (event._tag === 'Effected') effects[event.effect._tag] = (effects[event.effect._tag] ?? 0) + 1
      if (event._tag === 'Ran') runs += 1
    },
    summary: () => ({ _tag: 'Summary', effects, runs }),
  }
}
