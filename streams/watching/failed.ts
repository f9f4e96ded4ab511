import type { ApiFailure } from '../../lib/kube/failure.ts'
import type { KubeObject } from '../../lib/kube/object.ts'
import { backoff } from '../../lib/retry/backoff.ts'
import { healthOf, resuming } from './health.ts'
import { afresh, openConnection, unchanged } from './open.ts'
import { problemOf } from './problem.ts'
import type { State, WatchMoment, WatchTurn } from './state.ts'
import type { Task } from './task.ts'
import { type Verdict, verdictOn } from './verdict.ts'

/** No Retry-After is honoured beyond this: an hour. */
const longestWaitMs = 3_600_000

/** A failure never loses what is known: it waits and asks again, from the same place or from the beginning. */
export const connectionFailed = <O extends KubeObject>(
  { resource, settings }: Task<O>,
  state: State<O>,
  failure: ApiFailure,
  moment: WatchMoment,
): WatchTurn<O> => {
  if (state.connection === undefined) return unchanged(state)
  const verdict = verdictOn(failure, state._tag)
  if (verdict === 'List') return openConnection(settings, afresh({ ...state, streams: false }, moment), moment)

  if (verdict === 'Relist' && !state.relisted) {
    return openConnection(settings, afresh({ ...state, relisted: true }, moment), moment)
  }
  const { attempts } = state.health
  const retryAfterMs = failure._tag === 'Status' ? Math.min(failure.retryAfterMs ?? 0, longestWaitMs) : 0
  const ms = Math.max(backoff(attempts, moment.random, settings.backoff), retryAfterMs)
  const next = after(verdict, state, moment)
  const initial = state._tag === 'Listing' || state._tag === 'Streaming'
  const problem = problemOf(failure, resource, settings.selection, initial ? 'list' : 'watch')
  const isLasting = failure._tag === 'Status' && (failure.code === 403 || failure.code === 404)
  const trouble = { attempts: attempts + 1, problem, ...(isLasting && { isLasting }) }
  const health = healthOf(next._tag, state.health, moment, trouble)
  return { state: { ...next, health }, emissions: [], command: { _tag: 'Wait', ms } }
}

export const lost = (message: string): ApiFailure => ({ _tag: 'Connection', message, sent: true })

const after = <O extends KubeObject>(verdict: Verdict, state: State<O>, moment: WatchMoment): State<O> => {
  if (verdict !== 'Resume' || state._tag === 'Streaming') return afresh(state, moment)
  if (state._tag === 'Listing') {
    const { connection: _, ...waiting } = state
    return waiting
  }
  return state.connection?.doubt === 'Passed' ? afresh(state, moment) : resuming(state)
}
