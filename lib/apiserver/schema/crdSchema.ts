import { isRecord } from '../../json/fields.ts'
import type { Schema } from '../../kube/schema.ts'
import { objectMeta } from './objectMeta.ts'
import { shapes } from './shapes.ts'

const cache = new WeakMap<object, Schema>()

/**
 * The schema of a CRD version, as its whole objects are checked: apiVersion, kind and metadata merged in.
 * The author's rules for `metadata.name` hold beside those for the metadata of every object.
 * A version without a schema keeps everything. Equal declarations (by identity) give the same schema.
 */
export const crdSchema = (declared: unknown): Schema => {
  if (!isRecord(declared)) return { ...shapes.open(), ...identity(undefined) }
  const known = cache.get(declared)
  if (known !== undefined) return known
  const own: Schema = declared
  const { metadata, ...properties } = own.properties ?? {}
  const merged: Schema = { ...own, ...identity(metadata, properties) }
  cache.set(declared, merged)
  return merged
}

const identity = (metadata: Schema | undefined, properties: Schema['properties'] = {}): Schema => ({
  properties: {
    apiVersion: shapes.text('The versioned schema of this representation of the object.'),
    kind: shapes.text('The REST resource that this object represents.'),
    metadata: {
      ...objectMeta,
      properties: {
        ...objectMeta.properties,
        ...narrowed('name', metadata),
        ...narrowed('generateName', metadata),
      },
      ...(metadata?.['x-kubernetes-validations'] !== undefined && {
        'x-kubernetes-validations': metadata['x-kubernetes-validations'],
      }),
    },
    ...properties,
  },
})

const narrowed = (field: string, metadata: Schema | undefined): { readonly [field: string]: Schema } => {
  const declared = metadata?.properties?.[field]
  return declared === undefined ? {} : { [field]: { ...objectMeta.properties?.[field], ...declared } }
}
