import { fingerprint } from '../../json/fingerprint.ts'
import type { FieldsV1 } from '../managedFields.ts'
import { type Order, type OrderedList, orderDigest, orderedLists, orderIn } from './order.ts'

/** Our entry of `managedFields`, and what it does not tell: the order of our items in lists with keys. */
export interface Holding {
  /** Of both. While it stays the same, nobody has taken a field of ours. */
  readonly digest: string
  readonly fields: FieldsV1
  readonly order: Order
}

interface Tree {
  readonly digest: string
  readonly fields: FieldsV1
  readonly lists: readonly OrderedList[]
  /** By the digest of the order. */
  readonly holdings: Map<number, Holding>
}

/** More than the objects of one controller have, most often; a tree takes some kB, one of a large ConfigMap more. */
const mostTrees = 32
const mostOrders = 32

/** Makes holdings, and shares them: the objects of one controller have few different ones. */
export const holdings = (): ((fields: FieldsV1, object: unknown) => Holding) => {
  /** By their text. */
  const trees = new Map<string, Tree>()
  return (fields, object) => {
    // To write a tree as text is a third of the work of digesting it, and most are known.
    const { digest, ...tree } = known(trees, mostTrees, JSON.stringify(fields), () => ({
      digest: fingerprint(fields),
      fields,
      lists: orderedLists(fields),
      holdings: new Map(),
    }))
    const order = orderDigest(tree.lists, object)
    return known(tree.holdings, mostOrders, order, () => ({
      digest: order === 0 ? digest : `${digest}${order}`,
      fields: tree.fields,
      order: orderIn(tree.lists, object),
    }))
  }
}

/** Remembers at most so many, the oldest of which go first. */
const known = <K, V>(all: Map<K, V>, most: number, key: K, make: () => V): V => {
  const found = all.get(key)
  if (found !== undefined) return found
  const [oldest] = all.size < most ? [] : all.keys()
  if (oldest !== undefined) all.delete(oldest)
  const made = make()
  all.set(key, made)
  return made
}
