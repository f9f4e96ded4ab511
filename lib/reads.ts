import type { Owned } from './controller.ts'
import { isRecord } from './equal.ts'

type Path = readonly string[]

/**
 * What is kept of an object: identity, metadata and the declared paths
 * (`spec`, `status.readyReplicas`). One declaration bounds memory and decides
 * what counts as a change.
 */
export const keepOnly = (reads: readonly string[]): (<O>(object: O) => O) => {
  const paths = ['apiVersion', 'kind', 'metadata', ...reads].map(path => path.split('.'))
  return object => pick(object, paths)
}

/** As much of a whole object as the cache would keep of it: what was not kept cannot be compared. */
export const keptOf = (owned: Pick<Owned, 'reads'> | undefined): (<O>(object: O) => O) =>
  owned?.reads === undefined ? object => object : keepOnly(owned.reads)

const pick = <V>(value: V, paths: readonly Path[]): V => {
  if (!isRecord(value)) return value
  const kept = { ...value }
  for (const field of Object.keys(kept)) {
    const below = paths.filter(path => path[0] === field).map(path => path.slice(1))
    if (below.length === 0) Reflect.deleteProperty(kept, field)
    else if (below.every(path => path.length > 0)) Reflect.set(kept, field, pick(kept[field], below))
  }
  return kept
}
