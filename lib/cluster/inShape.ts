import { isRecord } from '../equal.ts'
import type { ApiObject, ResourceType, Schema } from './resourceType.ts'
import { applyDefaults } from './schema/applyDefaults.ts'
import { prune } from './schema/prune.ts'

const known = new WeakMap<Schema, WeakMap<ApiObject, ApiObject>>()

/**
 * A stored custom object as a schema shows it, which may be another one than it was written with: without
 * what that does not know, and with its defaults. The same object gives the same answer.
 */
export const inShape = (schema: Schema, object: ApiObject): ApiObject => {
  const shown = known.get(schema) ?? new WeakMap<ApiObject, ApiObject>()
  known.set(schema, shown)
  const found = shown.get(object)
  if (found !== undefined) return found
  const whole = applyDefaults(schema, prune(schema, object).value)
  const result = isRecord(whole) ? whole : object
  shown.set(object, result)
  return result
}

/** What of an object is stored: of a version that is not the stored one, what that knows as well. */
export const asStored = ({ stored, version, custom }: ResourceType, object: ApiObject): ApiObject => {
  if (!custom || stored?.schema === undefined || stored.version === version) return object
  const { value } = prune(stored.schema, object)
  return isRecord(value) ? value : object
}
