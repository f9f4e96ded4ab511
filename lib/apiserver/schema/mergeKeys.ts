import type { Schema } from '../../kube/schema.ts'

/** The schema of one field of an object, by name or by `additionalProperties`; `undefined` where it is unknown. */
export const fieldOf = (schema: Schema | undefined, field: string): Schema | undefined => {
  if (schema?.properties !== undefined && Object.hasOwn(schema.properties, field)) return schema.properties[field]
  return typeof schema?.additionalProperties === 'object' ? schema.additionalProperties : undefined
}

/** The schema of a list's items. */
export const itemsOf = (schema: Schema | undefined): Schema | undefined => schema?.items

/** How server-side apply merges a node. A list is atomic unless its schema says otherwise, a map granular. */
export type Topology =
  | { readonly _tag: 'Atomic' }
  | { readonly _tag: 'Granular' }
  | { readonly _tag: 'Set' }
  /** Items are told apart by `keys`; an absent key field stands for its default. */
  | { readonly _tag: 'Map'; readonly keys: readonly string[]; readonly defaults: { readonly [key: string]: unknown } }

/** For server-side apply: `list` says whether the value at hand is a list. */
export const topologyOf = (schema: Schema | undefined, list: boolean): Topology => {
  if (!list) return { _tag: schema?.['x-kubernetes-map-type'] === 'atomic' ? 'Atomic' : 'Granular' }
  switch (schema?.['x-kubernetes-list-type']) {
    case 'set':
      return { _tag: 'Set' }
    case 'map': {
      const keys = schema['x-kubernetes-list-map-keys'] ?? []
      const defaults: { [key: string]: unknown } = {}
      for (const key of keys) {
        const value = fieldOf(schema.items, key)?.default
        if (value !== undefined) defaults[key] = value
      }
      return { _tag: 'Map', keys, defaults }
    }
    default:
      return { _tag: 'Atomic' }
  }
}

/** How a strategic merge patch treats a node. */
export interface PatchStrategy {
  /** The one field that tells items apart (`name`); absent for lists of scalars. */
  readonly mergeKey?: string
  /** Lists are replaced unless this is set; maps and objects are merged unless `replace` is. */
  readonly merge: boolean
  readonly replace: boolean
  /** Keys of the object that the patch does not name are cleared (`retainKeys`). */
  readonly retainKeys: boolean
}

export const patchStrategyOf = (schema: Schema | undefined): PatchStrategy => {
  const strategies = schema?.['x-kubernetes-patch-strategy']?.split(',') ?? []
  const mergeKey = schema?.['x-kubernetes-patch-merge-key']
  return {
    ...(mergeKey !== undefined && { mergeKey }),
    merge: strategies.includes('merge'),
    replace: strategies.includes('replace'),
    retainKeys: strategies.includes('retainKeys'),
  }
}
