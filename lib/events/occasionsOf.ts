import { keyOf, type Ref, refOf } from '../kube/object.ts'
import type { Effect, Target } from '../plan/plan.ts'
import type { Reason } from '../plan/trigger.ts'
import { changedOccasions } from './changed.ts'
import { about, type Occasion, type Reconcile } from './occasion.ts'
import { troublesOf } from './troubles.ts'
import { refsWords } from './wording.ts'

/**
 * The Events of a reconcile: at most one for each reason, however many children it
 * concerns. There is none without an object, and none for routine: a status, an added
 * finalizer, a conflict, an outage.
 */
export const occasionsOf = (reconcile: Reconcile): readonly Occasion[] => {
  const { object, plan, outcome } = reconcile
  if (object === undefined) return []
  const failed = outcome._tag === 'Failed' ? [outcome.effect, ...(outcome.others ?? [])] : []
  const written = plan?.effects.filter(effect => !failed.includes(effect)).slice(0, outcome.wrote) ?? []
  return [
    ...created(reconcile, object, written),
    ...changedOccasions(reconcile, object, written),
    ...deleted(object, written),
    ...released(object, written),
    ...troublesOf(reconcile, object),
    ...cleanedUp(written),
  ]
}

const created = ({ reasons }: Reconcile, object: Target, written: readonly Effect[]): readonly Occasion[] => {
  const refs = written.flatMap(effect => (effect._tag === 'Create' ? [refOf(effect.manifest)] : []))
  const again = refs.filter(ref => reasons.some(reason => isDeletionOf(reason, ref)))
  const first = refs.filter(ref => !again.includes(ref))
  return [
    ...about('Normal', 'Created', 'Create', first, `Created ${refsWords(first, object)}`),
    ...about('Warning', 'Recreated', 'Create', again, `Created ${refsWords(again, object)} again after a deletion`),
  ]
}

const isDeletionOf = (reason: Reason, ref: Ref): boolean =>
  reason._tag === 'Deleted' && reason.kind === ref.kind && reason.key === keyOf(ref)

const deleted = (object: Target, written: readonly Effect[]): readonly Occasion[] => {
  const refs = written.flatMap(effect => (effect._tag === 'Delete' ? [effect.target] : []))
  return about('Normal', 'Deleted', 'Delete', refs, `Deleted ${refsWords(refs, object)}, no longer wanted`)
}

const released = (object: Target, written: readonly Effect[]): readonly Occasion[] => {
  const refs = written.flatMap(effect => (effect._tag === 'Release' ? [effect.target] : []))
  return about('Normal', 'Released', 'Release', refs, `Set ${refsWords(refs, object)} free, no longer wanted`)
}

const cleanedUp = (written: readonly Effect[]): readonly Occasion[] =>
  written.some(effect => effect._tag === 'RemoveFinalizer' && !effect.isRetired)
    ? [{ type: 'Normal', reason: 'CleanedUp', action: 'Cleanup', note: 'Cleaned up, and took the finalizer away' }]
    : []
