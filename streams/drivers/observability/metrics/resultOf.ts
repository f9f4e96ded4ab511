import { threw } from '../../../../lib/plan/planFor.ts'
import type { RunEvent } from '../../../circle/runEvent.ts'

/** The ends of a reconcile in controller-runtime's words. */
export const results = ['success', 'error', 'requeue', 'requeue_after'] as const

export interface ReconcileResult {
  readonly result: (typeof results)[number]
  /** An error that trying again does not help: it is told to the owner, and tried slowly. */
  readonly isTerminal?: true
  /** A function of the controller threw. */
  readonly isPanic?: true
}

/**
 * - `success`: all is as it should be, or was written;
 * - `requeue_after`: the controller, or a server that asked for silence, said when to come again; or it was only
 *   told to the owner what failed before;
 * - `requeue`: somebody else was faster, or this process may not write just now: again at once;
 * - `error`: all else that failed, and what the controller refuses to do.
 */
export const resultOf = (ran: Extract<RunEvent, { _tag: 'Ran' }>): ReconcileResult => {
  const { outcome, reasons, retryAfterMs = 0 } = ran
  switch (outcome._tag) {
    case 'Abandoned':
      return { result: retryAfterMs > 0 ? 'requeue_after' : 'requeue' }
    case 'Failed':
      if (outcome.remedy._tag === 'Reread' && retryAfterMs === 0) return { result: 'requeue' }
      return { result: 'error', ...(outcome.remedy._tag === 'Tell' && { isTerminal: true }) }
    case 'Applied': {
      const { blocked, requeueAfterMs } = outcome
      if (blocked === undefined) return { result: requeueAfterMs === undefined ? 'success' : 'requeue_after' }
      if (reasons.every(({ _tag }) => _tag === 'Report')) return { result: 'requeue_after' }
      return { result: 'error', isTerminal: true, ...(blocked.reason === threw && { isPanic: true }) }
    }
  }
}
