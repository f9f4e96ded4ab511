import type { Candidate } from './lease.ts'
import { next } from './next.ts'
import type { Election, ElectionInput, ElectionMoment, ElectionTurn } from './state.ts'
import { taken } from './taken.ts'

export { leads } from './leads.ts'
export type { Election, ElectionCommand, ElectionInput, ElectionMoment, ElectionTurn, SeenLease } from './state.ts'

/** A candidate that knows nothing yet. */
export const begin = (candidate: Candidate, moment: ElectionMoment): ElectionTurn =>
  next(candidate, { role: 'Standby', doubtful: false, conflicted: false, dueMs: moment.steadyMs }, moment)

/** The next state and command after an input. */
export const electionStep = (
  candidate: Candidate,
  election: Election,
  input: ElectionInput,
  moment: ElectionMoment,
): ElectionTurn => next(candidate, taken(candidate, election, input, moment), moment)
