import type { Owned } from '../controller/controller.ts'
import { isRecord } from '../json/fields.ts'

/** Fields to keep, each whole or in part. */
interface Tree {
  readonly [field: string]: Tree | 'whole' | undefined
}

/**
 * Keeps the identity, the metadata and the declared paths (`spec`,
 * `status.readyReplicas`) of an object. This one declaration bounds memory and
 * decides which changes count.
 */
export const keepOnly = (reads: readonly string[]): (<O>(object: O) => O) => {
  const tree = treeOf(['apiVersion', 'kind', 'metadata', ...reads].map(path => path.split('.')))
  return <O>(object: O): O => Object.assign(Object.create(Object.prototype), pick(object, tree))
}

/** As much of a whole object as the cache would keep of it: what was not kept cannot be compared. */
export const keptOf = (owned: Pick<Owned, 'reads'> | undefined): (<O>(object: O) => O) => {
  const { reads } = owned ?? {}
  if (reads === undefined) return object => object
  const known = keepers.get(reads) ?? keepOnly(reads)
  keepers.set(reads, known)
  return known
}

/** Every plan asks for the same few. */
const keepers = new WeakMap<readonly string[], <O>(object: O) => O>()

const treeOf = (paths: readonly (readonly string[])[]): Tree => {
  const fields = new Set(paths.map(([field = '']) => field))
  return Object.fromEntries(
    [...fields].map(field => {
      const below = paths.filter(path => path[0] === field).map(path => path.slice(1))
      return [field, below.some(path => path.length === 0) ? 'whole' : treeOf(below)]
    }),
  )
}

/** Built anew rather than thinned out: an object that fields were deleted from is a slow and large one. */
const pick = (value: unknown, tree: Tree): unknown => {
  if (!isRecord(value)) return value
  const kept: { [field: string]: unknown } = {}
  for (const field of Object.keys(value)) {
    const below = tree[field]
    if (below !== undefined) kept[field] = below === 'whole' ? value[field] : pick(value[field], below)
  }
  return kept
}
