import type { Difference } from './judge.ts'
import type { Sequence, Step } from './sequence.ts'

/** A difference that stays. */
export interface Listed {
  /** The name of the sequence that shows it. */
  readonly sequence: string
  /** The place of its first difference that is more than wording, as `npm run compare` prints it. What follows from it is not looked at. */
  readonly first: string
  /** Why it stays. */
  readonly why: string
}

/** What differs from the real API server and is not worth mending. One that no longer occurs fails, too. */
export const listed: readonly Listed[] = []

/** Differences that may occur in any generated sequence. */
export interface Rule {
  readonly holds: (difference: Difference, step: Step) => boolean
  readonly why: string
}

export const rules: readonly Rule[] = []

export const isAccepted = ({ steps }: Sequence, difference: Difference): boolean => {
  const step = steps[difference.step - 1]
  return step !== undefined && rules.some(({ holds }) => holds(difference, step))
}
