import type { Refusal } from '../controller/controller.ts'
import { type Ref, refOf } from '../kube/object.ts'
import type { ChildChange } from '../plan/childChange.ts'
import { eventActionOf, eventPhraseOf } from '../plan/effectWords.ts'
import type { Target } from '../plan/plan.ts'
import { isOutside } from '../plan/trigger.ts'
import type { HotLoop } from '../retry/streak.ts'
import { describeHotLoop } from './hotLoopWords.ts'
import { type Occasion, onlyRelated, type Reconcile } from './occasion.ts'
import { refWords } from './wording.ts'

/** The troubles that keep a reconcile from doing its work. */
export const troublesOf = (reconcile: Reconcile, object: Target): readonly Occasion[] => [
  ...(reconcile.loop ? [hot(reconcile.loop, reconcile.changes)] : []),
  ...refused(reconcile, object),
  ...failed(reconcile, object),
]

const hot = (loop: HotLoop, changes: readonly ChildChange[] | undefined): Occasion => ({
  type: 'Warning',
  reason: 'HotLoop',
  action: 'Reconcile',
  note: sentence(describeHotLoop(loop, changes)),
})

const sentence = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}`

/** Reported when it is new, and after each further attempt, but not after a run that only reports. */
const refused = ({ plan, reasons, outcome }: Reconcile, object: Target): readonly Occasion[] => {
  if (plan === undefined || outcome._tag === 'Failed') return []
  const isAttempt = reasons.some(reason => isOutside(reason) || reason._tag === 'Retry')
  // A change of the object may be the echo of its own status; a change that matters is written to the status again.
  const isAnother = reasons.some(
    reason =>
      reason._tag === 'Retry' ||
      reason._tag === 'Initial' ||
      reason._tag === 'Resync' ||
      (reason._tag === 'Added' && reason.kind === object.kind),
  )
  const { blocked, blockedBy } = plan
  const isTold = outcome.wrote > 0 || isAnother
  return blocked && isAttempt && isTold ? [refusal(blocked, 'Reconcile', blockedBy)] : []
}

const refusal = ({ reason, message }: Refusal, action: string, blockedBy: readonly Ref[] | undefined): Occasion => ({
  type: 'Warning',
  reason,
  action,
  note: message,
  ...onlyRelated(blockedBy ?? []),
})

const failed = ({ outcome, parked }: Reconcile, object: Target): readonly Occasion[] => {
  if (outcome._tag !== 'Failed') return []
  const { effect, failure, remedy } = outcome
  const tried = effect === undefined ? 'read' : eventPhraseOf(effect, ref => refWords(ref, object))
  const what = `Failed to ${tried}: ${failure.message}`
  if (parked) return [{ type: 'Warning', reason: 'Parked', action: 'Reconcile', note: `${what}. ${patience}` }]
  // A failure that a further attempt may mend is reported only when the attempts are used up.
  const isFirstOfAll = remedy._tag === 'Await' && failure.fault?.isLasting && !failure.fault.isHeld
  if (remedy._tag !== 'Tell' && !isFirstOfAll) return []
  const action = effect === undefined ? 'Read' : eventActionOf(effect)
  const related = effect !== undefined && 'manifest' in effect ? [refOf(effect.manifest)] : []
  return [{ type: 'Warning', reason: `Failed${action}`, action, note: what, ...onlyRelated(related) }]
}

const patience = 'After so many failures it is tried rarely, and at once when something changes'
