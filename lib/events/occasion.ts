import type { Ref } from '../kube/object.ts'
import type { ChildChange } from '../plan/childChange.ts'
import type { Plan, Target } from '../plan/plan.ts'
import type { Reason } from '../plan/trigger.ts'
import type { Outcome } from '../retry/outcome.ts'
import type { HotLoop } from '../retry/streak.ts'

/** One thing that happened to an object, as a person reads it in `kubectl describe`. */
export interface Occasion {
  readonly type: 'Normal' | 'Warning'
  /** One word for machines, CamelCase. */
  readonly reason: string
  /** The action, done or tried: `Create`, `Repair`, … */
  readonly action: string
  readonly note: string
  /** The other object that it is about, where it is one. */
  readonly related?: Ref
}

/** The part of a `Ran` event from which occasions are made. */
export interface Reconcile {
  readonly object?: Target
  readonly reasons: readonly Reason[]
  readonly plan?: Plan
  readonly changes?: readonly ChildChange[]
  readonly outcome: Outcome
  readonly became?: 'parked' | 'hot'
  readonly loop?: HotLoop
  readonly parked?: true
}

/** One occasion about these objects; none where there are none. */
export const about = (
  type: Occasion['type'],
  reason: string,
  action: string,
  refs: readonly Ref[],
  note: string,
): readonly Occasion[] => (refs.length === 0 ? [] : [{ type, reason, action, note, ...onlyRelated(refs) }])

/** An Event names one other object: of several, none. */
export const onlyRelated = (refs: readonly Ref[]): Pick<Occasion, 'related'> => {
  const [related, another] = refs
  return related === undefined || another !== undefined ? {} : { related }
}
