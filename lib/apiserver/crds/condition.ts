import { recordAt, recordsAt } from '../../json/fields.ts'
import type { ApiObject } from '../objects/resourceType.ts'
import { timestamp } from '../objects/timestamp.ts'

export interface DefinitionCondition {
  readonly type: string
  readonly status: 'True' | 'False'
  readonly reason: string
  readonly message: string
}

export const definitionConditionOf = (crd: ApiObject, type: string): ApiObject | undefined =>
  recordsAt(recordAt(crd, 'status'), 'conditions').find(condition => condition.type === type)

export const isTrueOf = (crd: ApiObject, type: string): boolean => definitionConditionOf(crd, type)?.status === 'True'

/** The time of a condition is that of the last change of its status. */
export const withCondition = (crd: ApiObject, condition: DefinitionCondition, nowMs: number): ApiObject => {
  const status = recordAt(crd, 'status')
  const known = recordsAt(status, 'conditions')
  const before = known.find(({ type }) => type === condition.type)
  const next = {
    lastTransitionTime: before?.status === condition.status ? before.lastTransitionTime : timestamp(nowMs),
    ...condition,
  }
  const conditions =
    before === undefined ? [...known, next] : known.map(each => (each.type === condition.type ? next : each))
  return { ...crd, status: { ...status, conditions } }
}
