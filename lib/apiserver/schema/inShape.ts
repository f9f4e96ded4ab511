import { isRecord } from '../../json/fields.ts'
import { apiVersionOf } from '../../kube/object.ts'
import type { Schema } from '../../kube/schema.ts'
import { asText } from '../../text/asText.ts'
import type { ApiObject, ResourceType } from '../objects/resourceType.ts'
import { applyDefaults } from './applyDefaults.ts'
import { prune } from './prune.ts'

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

const shownIn = new WeakMap<ResourceType, WeakMap<ApiObject, ApiObject>>()

/**
 * A stored custom object in another version that says different things: converted, with the defaults of its own
 * version, without what the other does not know. The same object gives the same answer.
 */
export const converted = (type: ResourceType, { convert, typeIn }: Conversion, object: ApiObject): ApiObject => {
  const shown = shownIn.get(type) ?? new WeakMap<ApiObject, ApiObject>()
  shownIn.set(type, shown)
  const found = shown.get(object)
  if (found !== undefined) return found
  const own = typeIn(asText(object.apiVersion))
  const whole = own === undefined ? object : inShape(own.schema, object)
  const result = pruned(type.schema, convert(whole, apiVersionOf(type)))
  shown.set(object, result)
  return result
}

type Conversion = NonNullable<ResourceType['conversion']>

/** An object in the version that is stored, which may know less. */
export const asStored = ({ stored, version, custom, conversion }: ResourceType, object: ApiObject): ApiObject => {
  if (!custom || stored?.schema === undefined || stored.version === version) return object
  const apiVersion = apiVersionOf(stored)
  return pruned(stored.schema, conversion?.convert(object, apiVersion) ?? { ...object, apiVersion })
}

const pruned = (schema: Schema, object: ApiObject): ApiObject => {
  const { value } = prune(schema, object)
  return isRecord(value) ? value : object
}
