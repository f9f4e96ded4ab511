import { equal } from '../../json/equal.ts'
import { isRecord } from '../../json/fields.ts'
import type { Schema } from '../../kube/schema.ts'
import { fieldOf, itemsOf, type Topology, topologyOf } from '../schema/mergeKeys.ts'
import { itemElement } from './pathElement.ts'

/** The live value with an applied configuration laid over it. Answers `live` itself where nothing differs. */
export const mergeApplied = (schema: Schema | undefined, live: unknown, applied: unknown): unknown => {
  if (live === undefined || live === applied) return applied
  if (Array.isArray(live) && Array.isArray(applied)) {
    const topology = topologyOf(schema, true)
    if (topology._tag !== 'Atomic') return mergeLists(schema, topology, live, applied)
  } else if (isRecord(live) && isRecord(applied) && topologyOf(schema, false)._tag !== 'Atomic') {
    let merged: { [field: string]: unknown } | undefined
    for (const field of Object.keys(applied)) {
      const before = Object.hasOwn(live, field) ? live[field] : undefined
      const value = mergeApplied(fieldOf(schema, field), before, applied[field])
      if (value === before) continue
      merged ??= { ...live }
      merged[field] = value
    }
    return merged ?? live
  }
  return equal(live, applied) ? live : applied
}

/**
 * Items that both have are merged and follow the order of the configuration; those that only the live
 * list has keep their places between them.
 */
const mergeLists = (
  schema: Schema | undefined,
  topology: Topology,
  live: readonly unknown[],
  applied: readonly unknown[],
): readonly unknown[] => {
  const elementOf = (item: unknown, at: number) => itemElement(topology, item) ?? `i:${at}`
  const liveElements = live.map(elementOf)
  const elements = applied.map(elementOf)
  const liveItems = new Map(live.map((item, at) => [liveElements[at], item]))
  const inApplied = new Set(elements)
  const merge = (at: number) => mergeApplied(itemsOf(schema), liveItems.get(elements[at]), applied[at])
  const merged: unknown[] = []
  let next = 0
  for (const [at, item] of live.entries()) {
    const element = liveElements[at]
    if (element === undefined || !inApplied.has(element)) {
      merged.push(item)
      continue
    }
    // Up to the next item that both have, in the order of the configuration.
    const until = elements.findIndex((other, index) => index >= next && liveItems.has(other))
    for (; until >= 0 && next <= until; next++) merged.push(merge(next))
  }
  for (; next < applied.length; next++) merged.push(merge(next))
  return merged.length === live.length && merged.every((item, at) => item === live[at]) ? live : merged
}
