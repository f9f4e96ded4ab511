import type { Snapshot } from '../cache/snapshot.ts'
import type { Controller, Refusal } from '../controller/controller.ts'
import type { Key, KubeObject } from '../kube/object.ts'
import type { Plan } from './plan.ts'

/** Until the time in this annotation of the owner, its deletes do not count: RFC 3339, `2026-11-29T18:00:00Z`. */
export const allowDeletesAnnotation = 'sluice.dev/allow-deletes-until'

/**
 * Holds back the deletes of a plan where there are more of them than are `left`: none of
 * them is made, as half of a mistake is one too.
 */
export const withinLimit = <O extends KubeObject, P extends Omit<Plan, 'key'>>(
  { limits, owns }: Controller<O>,
  snapshot: Snapshot<O>,
  key: Key,
  plan: P,
  left: number,
  nowMs: number,
): P => {
  const { deletesPerMinute } = limits ?? {}
  const deletes = plan.effects.filter(({ _tag }) => _tag === 'Delete').length
  if (deletesPerMinute === undefined || deletes === 0) return plan
  if (isAllowed(snapshot.watched(key)?.object, nowMs)) return { ...plan, isUnlimited: true }
  if (deletes <= left) return plan
  const of = owns.reduce((sum, { resource }) => sum + snapshot.owned(resource, key).length, 0)
  const effects = plan.effects.filter(({ _tag }) => _tag !== 'Delete')
  return {
    ...plan,
    effects,
    heldBack: { deletes, of },
    blocked: plan.blocked ?? heldBack(deletes, of, deletesPerMinute),
  }
}

const heldBack = (deletes: number, of: number, perMinute: number): Refusal => ({
  reason: 'DeletesHeldBack',
  message: `held back: would delete ${deletes} of ${of} children, and only ${perMinute} deletes a minute are allowed: if they should go, annotate it with ${allowDeletesAnnotation} and a time in the near future`,
})

const isAllowed = (owner: KubeObject | undefined, nowMs: number): boolean => {
  const until = Date.parse(owner?.metadata.annotations?.[allowDeletesAnnotation] ?? '')
  return until > nowMs
}
