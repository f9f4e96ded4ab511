import type { Candidate } from './lease.ts'
import { next } from './next.ts'
import type { Election, Input, Moment, Turn } from './state.ts'
import { taken } from './taken.ts'

export { leads } from './leads.ts'
export type { Command, Election, Input, Moment, Seen, Turn } from './state.ts'

/** A candidate that knows nothing yet. */
export const begin = (candidate: Candidate, moment: Moment): Turn =>
  next(candidate, { role: 'Standby', doubtful: false, conflicted: false, dueMs: moment.steadyMs }, moment)

/** What follows from an input. */
export const step = (candidate: Candidate, election: Election, input: Input, moment: Moment): Turn =>
  next(candidate, taken(candidate, election, input, moment), moment)
