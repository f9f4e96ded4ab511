import { isRecord } from '../../json/fields.ts'
import type { ApiObject, ResourceType } from '../objects/resourceType.ts'
import { applyDefaults } from '../schema/applyDefaults.ts'
import { omitEmpty } from '../schema/omitEmpty.ts'
import type { ClusterState } from '../store/state.ts'

/** The object with the defaults of its schema and of its kind. */
export const fill = (type: ResourceType, object: ApiObject, old: ApiObject | undefined): ApiObject => {
  const defaulted = applyDefaults(type.schema, type.custom ? object : omitEmpty(type.schema, object))
  const whole = isRecord(defaulted) ? defaulted : object
  return type.prepare === undefined ? whole : type.prepare(whole, old)
}

/** The object with what the server adds on storing it. What must be unique is drawn from the state. */
export const allocated = (
  state: ClusterState,
  type: ResourceType,
  object: ApiObject,
  old: ApiObject | undefined,
  dryRun: boolean,
): readonly [ClusterState, ApiObject] => {
  if (type.allocate === undefined) return [state, object]
  let { drawn } = state
  const complete = type.allocate(object, old, () => drawn++, dryRun)
  return [drawn === state.drawn ? state : { ...state, drawn }, complete]
}
