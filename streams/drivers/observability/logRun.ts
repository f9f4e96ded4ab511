import { describeHotLoop } from '../../../lib/events/hotLoopWords.ts'
import { describeEffect } from '../../../lib/plan/effectWords.ts'
import { isRepair } from '../../../lib/plan/plan.ts'
import { stackOf } from '../../../lib/plan/planFor.ts'
import { describeReason } from '../../../lib/plan/trigger.ts'
import { oneLine } from '../../../lib/text/oneLine.ts'
import type { RunEvent } from '../../circle/runEvent.ts'
import type { Log } from './log.ts'

/**
 * Logs a run: `ready`, each write (at debug), and everything that a person should look at.
 * The lines of a reconcile carry its number and its key. A line shows the names of an
 * object's fields at most, never their values.
 */
export const logRun = (log: Log): ((event: RunEvent) => void) => {
  /** The problem of each watch. Several often have the same by turns: each is logged once until all are well. */
  const problems = new Map<string, string>()
  const logged = new Set<string>()
  /** Why the API server cannot be reached: one warning for all keys and retries, until a write succeeds. */
  let unreachable: string | undefined
  return event => {
    switch (event._tag) {
      case 'Ready':
        return log('notice', 'ready')
      case 'Watch': {
        const { problem } = event.health
        if (problem === undefined) {
          if (problems.delete(event.feed)) log('info', 'watching again', { feed: event.feed })
          if (problems.size === 0) logged.clear()
        } else {
          problems.set(event.feed, problem)
          if (!logged.has(problem)) log('error', problem)
          logged.add(problem)
        }
        return
      }
      case 'Undecodable':
        return log('error', `${event.feed}: a line of the watch was left out: ${event.problem}`)
      case 'Fault':
        // The key that met it has a line of its own.
        return event.failure === undefined ? log('info', `${event.place}: not at fault any more`) : undefined
      case 'Planned':
        return
      case 'Effected': {
        unreachable = undefined
        const { effect, reconcile, key, durationMs } = event
        const fields = { reconcile, key, durationMs }
        // One repair follows a user's mistake; many follow an autoscaler, or a controller, that disagrees.
        if (isRepair(effect)) return log('warn', `${describeEffect(effect)}: another writer had changed it`, fields)
        return log('debug', describeEffect(effect), fields)
      }
      case 'Ran': {
        const { reconcile, key, outcome, became, loop, retryAfterMs } = event
        const fields = { reconcile, key, reasons: event.reasons.map(describeReason), retryAfterMs }
        if (became === 'parked') log('error', `${key}: parked after too many failures`, fields)
        if (became === 'hot' && loop) log('warn', `${key}: ${describeHotLoop(loop, event.changes)}`, fields)
        if (outcome._tag === 'Failed') {
          const { failure } = outcome
          const isKnown = failure._tag === 'Connection' && failure.message === unreachable
          if (failure._tag === 'Connection') unreachable = failure.message
          log(isKnown || failure.fault?.isHeld ? 'debug' : 'warn', `${key}: ${oneLine(failure.message)}`, fields)
        } else if (outcome._tag === 'Applied' && outcome.blocked && outcome.wrote > 0) {
          const stack = stackOf(outcome.blocked)
          log('warn', `${key}: ${oneLine(outcome.blocked.message)}`, { ...fields, ...(stack && { stack }) })
        }
        return
      }
    }
  }
}
