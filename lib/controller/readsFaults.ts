import { schemaOf } from '../crdSchema/schemaOf.ts'
import type { Resource } from '../kube/object.ts'
import type { Schema } from '../kube/schema.ts'

/** What is wrong with the paths in `reads` of a kind, as sentences: a path that no object can have keeps nothing. */
export const readsFaults = (resource: Resource, reads: readonly string[]): readonly string[] =>
  reads.flatMap(path => {
    const why = faultIn(resource, path)
    return why === undefined ? [] : [`reads of ${resource.kind}: ${JSON.stringify(path)} ${why}`]
  })

const form = /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/

const faultIn = (resource: Resource, path: string): string | undefined => {
  if (!form.test(path)) return 'is no path: say names of fields with dots between them, a list as a whole'
  const schema = specOf(resource)
  const [root = '', ...fields] = path.split('.')
  if (schema === undefined || root === 'metadata') return undefined
  if (root === 'status') return undefined
  if (root !== 'spec') return 'is in no object: a custom resource has metadata, spec and status'
  const missing = missingIn(schema, fields)
  return missing && `is in no object: its spec has no field ${missing}`
}

/** Of a kind that is defined elsewhere, or whose codec has no schema, nothing is known. */
const specOf = ({ spec }: Resource): Schema | undefined => {
  try {
    return spec && schemaOf(spec)
  } catch {
    return undefined
  }
}

const missingIn = (schema: Schema, [field, ...rest]: readonly string[]): string | undefined => {
  if (field === undefined) return undefined
  const { properties, additionalProperties, items } = schema
  const below = properties?.[field]
  if (below) return missingIn(below, rest)
  const isOpen =
    schema['x-kubernetes-preserve-unknown-fields'] || (schema.type === undefined && properties === undefined)
  if (isOpen || additionalProperties === true) return undefined
  if (typeof additionalProperties === 'object') return missingIn(additionalProperties, rest)
  return items ? `${field} in a list, which is read as a whole` : field
}
