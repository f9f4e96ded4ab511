import { type Candidate, holderOf } from './lease.ts'
import type { Election } from './state.ts'

/** Whether it leads at this moment of the steady clock. */
export const leads = ({ role, renewedMs }: Election, { renewDeadlineMs }: Candidate, steadyMs: number): boolean =>
  role === 'Leading' && renewedMs !== undefined && steadyMs < renewedMs + renewDeadlineMs

/** Why a leader is none any more; `undefined`: it is. */
export const lossOf = (candidate: Candidate, election: Election, steadyMs: number): string | undefined => {
  const { namespace, name, identity, renewDeadlineMs } = candidate
  const { seen, problem } = election
  const holder = holderOf(seen?.lease)
  const what = `the lease ${namespace}/${name} is lost`
  if (holder !== identity) return `${what}: ${holder === '' ? 'it was released' : `${holder} has taken it`}`
  if (leads(election, candidate, steadyMs)) return undefined
  return `${what}: it was not renewed within ${renewDeadlineMs / 1000} s${problem === undefined ? '' : `: ${problem}`}`
}
