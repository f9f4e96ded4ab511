import { describeEffect } from '../../../lib/plan/effectWords.ts'
import { isRepair } from '../../../lib/plan/plan.ts'
import { describeReason } from '../../../lib/plan/trigger.ts'
import type { RunEvent } from '../../circle/runEvent.ts'
import type { Log } from './log.ts'

/**
 * Tells a run in lines: `ready`, what was written (debug), and everything that
 * somebody should look at. What belongs to a reconcile has its number and its
 * key; no line shows an object, or more of one than names of fields.
 */
export const logRun = (log: Log): ((event: RunEvent) => void) => {
  /** What is wrong with each watch. Several often say the same, by turns: each line is told once until all is well. */
  const problems = new Map<string, string>()
  const told = new Set<string>()
  /** Why the API server cannot be reached: every key says it at each retry, which is worth one warning until a write succeeds. */
  let unreachable: string | undefined
  return event => {
    switch (event._tag) {
      case 'Ready':
        return log('notice', 'ready')
      case 'Watch': {
        const { problem } = event.health
        if (problem === undefined) {
          if (problems.delete(event.feed)) log('info', 'watching again', { feed: event.feed })
          if (problems.size === 0) told.clear()
        } else {
          problems.set(event.feed, problem)
          if (!told.has(problem)) log('error', problem)
          told.add(problem)
        }
        return
      }
      case 'Undecodable':
        return log('error', `${event.feed}: a line of the watch was left out: ${event.problem}`)
      case 'Planned':
        return
      case 'Effected': {
        unreachable = undefined
        const { effect, reconcile, key, durationMs } = event
        const fields = { reconcile, key, durationMs }
        // Once is a mistake of somebody's; again and again it is an autoscaler, or a controller, that disagrees.
        if (isRepair(effect)) return log('warn', `${describeEffect(effect)}: somebody else had changed it`, fields)
        return log('debug', describeEffect(effect), fields)
      }
      case 'Ran': {
        const { reconcile, key, outcome, became, retryAfterMs } = event
        const fields = { reconcile, key, reasons: event.reasons.map(describeReason), retryAfterMs }
        if (became === 'parked') log('error', `${key}: parked after too many failures`, fields)
        if (became === 'hot')
          log('warn', `${key}: ${outcome._tag === 'Applied' && outcome.repaired ? fight : loop}`, fields)
        if (outcome._tag === 'Failed') {
          const { failure } = outcome
          const isKnown = failure._tag === 'Connection' && failure.message === unreachable
          if (failure._tag === 'Connection') unreachable = failure.message
          log(isKnown ? 'debug' : 'warn', `${key}: ${oneLine(failure.message)}`, fields)
        } else if (outcome._tag === 'Applied' && outcome.blocked && outcome.wrote > 0) {
          log('warn', `${key}: ${outcome.blocked.message}`, fields)
        } else if (outcome._tag === 'Applied' && event.plan?.overruled && outcome.wrote > 0) {
          log('warn', `${key}: ${event.plan.overruled.message}`, fields)
        }
        return
      }
    }
  }
}

/** The server names the fields of a conflict on a line each. */
const oneLine = (text: string): string => text.replaceAll(/\s*\n\s*/g, ' ')

const loop = 'writes over and over although nobody else changes it'
const fight = 'somebody undoes each repair at once: slowed down until one of the two lets go'
