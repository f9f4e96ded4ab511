import { threw } from '../../../../lib/plan/planFor.ts'
import type { RunEvent } from '../../../circle/runEvent.ts'

/** The result of a reconcile in controller-runtime's words. */
export const results = ['success', 'error', 'requeue', 'requeue_after'] as const

export interface ReconcileResult {
  readonly result: (typeof results)[number]
  /** An error that a retry does not mend: it is reported in a condition, and retried slowly. */
  readonly isTerminal?: true
  /** A function of the controller threw. */
  readonly isPanic?: true
}

/**
 * - `success`: everything is as desired, or was written;
 * - `requeue_after`: the controller, or a server that asked for silence, said when to come again; or the reconcile
 *   only reported an earlier failure in a condition; or it waits for what failed for another key;
 * - `requeue`: another writer was faster, or this process may not write just now: the key is planned again at once;
 * - `error`: any other failure, and a plan that the controller refuses.
 */
export const resultOf = (ran: Extract<RunEvent, { _tag: 'Ran' }>): ReconcileResult => {
  const { outcome, reasons, retryAfterMs = 0 } = ran
  switch (outcome._tag) {
    case 'Abandoned':
      return { result: retryAfterMs > 0 ? 'requeue_after' : 'requeue' }
    case 'Failed':
      if (outcome.remedy._tag === 'Reread' && retryAfterMs === 0) return { result: 'requeue' }
      if (outcome.failure.fault?.isHeld) return { result: 'requeue_after' }
      return {
        result: 'error',
        ...((outcome.remedy._tag === 'Tell' || outcome.failure.fault?.isLasting) && { isTerminal: true }),
      }
    case 'Applied': {
      const { blocked, requeueAfterMs } = outcome
      if (blocked === undefined) return { result: requeueAfterMs === undefined ? 'success' : 'requeue_after' }
      if (reasons.every(({ _tag }) => _tag === 'Report' || _tag === 'Verify')) return { result: 'requeue_after' }
      return { result: 'error', isTerminal: true, ...(blocked.reason === threw && { isPanic: true }) }
    }
  }
}
