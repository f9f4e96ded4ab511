import { equal } from '../../../json/equal.ts'
import { recordAt, recordsAt } from '../../../json/fields.ts'
import type { ApiObject } from '../../objects/resourceType.ts'
import { timestamp } from '../../objects/timestamp.ts'

/** The Pod with a condition of the server's own, which no manager owns; the same Pod where it has it already. */
export const withPodCondition = (
  pod: ApiObject,
  condition: { readonly type: string; readonly status: string; readonly reason?: string; readonly message?: string },
  nowMs: number,
): ApiObject => {
  const status = recordAt(pod, 'status')
  const conditions = recordsAt(status, 'conditions')
  const at = conditions.findIndex(({ type }) => type === condition.type)
  const before = conditions[at]
  const lastTransitionTime = before?.status === condition.status ? before.lastTransitionTime : timestamp(nowMs)
  const next = { ...before, lastProbeTime: null, lastTransitionTime, ...condition }
  if (equal(before, next)) return pod
  const others = at < 0 ? [...conditions, next] : conditions.with(at, next)
  return { ...pod, status: { ...status, conditions: others } }
}
