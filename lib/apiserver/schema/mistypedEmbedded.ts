import { isRecord } from '../../json/fields.ts'
import type { Schema } from '../../kube/schema.ts'
import { type Mistyped, mistyped } from './mistyped.ts'
import { objectMeta } from './objectMeta.ts'

/** The first value of a wrong type in the metadata of an object within a custom one: metadata is read into Go's types everywhere. */
export const mistypedEmbedded = (schema: Schema, value: unknown, path: string): Mistyped | undefined => {
  if (!holdsObjects(schema)) return undefined
  if (Array.isArray(value)) {
    const { items } = schema
    return items && firstOf(value.map((item, at) => () => mistypedEmbedded(items, item, `${path}[${at}]`)))
  }
  if (!isRecord(value)) return undefined
  const at = (field: string) => (path === '' ? field : `${path}.${field}`)
  const { properties = {}, additionalProperties: others } = schema
  const own =
    schema['x-kubernetes-embedded-resource'] === true ? mistyped(objectMeta, value.metadata, at('metadata')) : undefined
  return (
    own ??
    firstOf(
      Object.keys(value).map(field => () => {
        const of = Object.hasOwn(properties, field) ? properties[field] : others
        return typeof of === 'object' ? mistypedEmbedded(of, value[field], at(field)) : undefined
      }),
    )
  )
}

const firstOf = (finds: readonly (() => Mistyped | undefined)[]): Mistyped | undefined => {
  for (const find of finds) {
    const found = find()
    if (found !== undefined) return found
  }
  return undefined
}

const known = new WeakMap<Schema, boolean>()

/** Whether there is an object within: mostly there is none, and nothing to walk. */
const holdsObjects = (schema: Schema): boolean => {
  const found = known.get(schema)
  if (found !== undefined) return found
  const { additionalProperties: others, items, properties = {} } = schema
  const holds =
    schema['x-kubernetes-embedded-resource'] === true ||
    Object.values(properties).some(holdsObjects) ||
    (items !== undefined && holdsObjects(items)) ||
    (typeof others === 'object' && holdsObjects(others))
  known.set(schema, holds)
  return holds
}
