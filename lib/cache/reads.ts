import type { Owned } from '../controller/controller.ts'
import { isRecord } from '../json/fields.ts'
import { fingerprint } from '../json/fingerprint.ts'

/** Fields to keep: each whole, as a digest, or in part. */
interface Tree {
  readonly [field: string]: Tree | Leaf | undefined
}

type Leaf = 'whole' | 'digest'

/** A field to keep, as the names on the way to it. */
interface Kept {
  readonly path: readonly string[]
  readonly as: Leaf
}

/**
 * Keeps the identity, the metadata and the declared paths (`spec`,
 * `status.readyReplicas`) of an object; of `digests` only what tells that a text has changed.
 * This one declaration bounds memory and decides which changes count.
 */
export const keepOnly = (reads: readonly string[], digests: readonly string[] = []): (<O>(object: O) => O) => {
  const keptAs = (paths: readonly string[], as: Leaf): readonly Kept[] =>
    paths.map(path => ({ path: path.split('.'), as }))
  const tree = treeOf([...keptAs(['apiVersion', 'kind', 'metadata', ...reads], 'whole'), ...keptAs(digests, 'digest')])
  return <O>(object: O): O => Object.assign(Object.create(Object.prototype), pick(object, tree))
}

/** As much of a whole object as the cache would keep of it: what was not kept cannot be compared. */
export const keptOf = (owned: Pick<Owned, 'reads' | 'digests'> | undefined): (<O>(object: O) => O) => {
  const { reads, digests } = owned ?? {}
  return reads === undefined ? object => object : keepOnly(reads, digests)
}

const treeOf = (kept: readonly Kept[]): Tree => {
  const fields = new Set(kept.map(({ path: [field = ''] }) => field))
  return Object.fromEntries(
    [...fields].map(field => {
      const below = kept.filter(({ path }) => path[0] === field).map(({ path, as }) => ({ path: path.slice(1), as }))
      return [field, below.find(({ path }) => path.length === 0)?.as ?? treeOf(below)]
    }),
  )
}

/** Built anew rather than thinned out: an object that fields were deleted from is a slow and large one. */
const pick = (value: unknown, tree: Tree): unknown => {
  if (!isRecord(value)) return value
  const kept: { [field: string]: unknown } = {}
  for (const field of Object.keys(value)) {
    const below = tree[field]
    if (below === undefined) continue
    kept[field] =
      below === 'whole' ? value[field] : below === 'digest' ? digested(value[field]) : pick(value[field], below)
  }
  return kept
}

/** Its shape is kept, and short texts are as well. */
const digested = (value: unknown): unknown => {
  if (typeof value === 'string') return value.length > longestText ? `digest ${fingerprint(value)}` : value
  if (Array.isArray(value)) return value.map(digested)
  if (!isRecord(value)) return value
  return Object.fromEntries(Object.keys(value).map(field => [field, digested(value[field])]))
}

/** No longer than its digest would be. */
const longestText = 24
