import { isRecord } from '../../equal.ts'
import { isCrd } from '../crdRemoval.ts'
import { establishCrd } from '../establishCrd.ts'
import type { ApiObject, ResourceType } from '../resourceType.ts'
import { applyDefaults } from '../schema/applyDefaults.ts'
import type { ClusterState } from '../state.ts'

/** The object with the defaults of its schema and of its kind. What the kind draws as unique is drawn from the state. */
export const fill = (
  state: ClusterState,
  type: ResourceType,
  object: ApiObject,
  old: ApiObject | undefined,
  nowMs: number,
): readonly [ClusterState, ApiObject] => {
  const defaulted = applyDefaults(type.schema, object)
  const whole = isRecord(defaulted) ? defaulted : object
  const filled = isCrd(type) ? establishCrd(whole, nowMs) : whole
  if (type.prepare === undefined) return [state, filled]
  let { drawn } = state
  const prepared = type.prepare(filled, old, () => drawn++)
  return [drawn === state.drawn ? state : { ...state, drawn }, prepared]
}
