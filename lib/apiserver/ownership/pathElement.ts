import { isRecord } from '../../json/fields.ts'
import type { Topology } from '../schema/mergeKeys.ts'

/** One step of a field path: `f:name` a field, `k:{…}` an item by its keys, `v:…` an item by its value. */

export const fieldElement = (field: string): string => `f:${field}`

/** How an item of a list with identity is named; `undefined` where its key fields are missing. */
export const itemElement = (topology: Topology, item: unknown): string | undefined => {
  if (topology._tag === 'Set') return `v:${JSON.stringify(item)}`
  if (topology._tag !== 'Map' || !isRecord(item)) return undefined
  const keys: { [key: string]: unknown } = {}
  let found = false
  for (const key of [...topology.keys].sort()) {
    const value = item[key] ?? topology.defaults[key]
    if (value === undefined) continue
    keys[key] = value
    found = true
  }
  return found ? `k:${JSON.stringify(keys)}` : undefined
}

/** As conflicts are reported: `.spec.containers[name="web"].image`. */
export const printPath = (path: readonly string[]): string => path.map(printElement).join('')

const printElement = (element: string): string => {
  const text = element.slice(2)
  if (element.startsWith('f:')) return `.${text}`
  if (element.startsWith('v:')) return `[=${text}]`
  const keys: unknown = JSON.parse(text)
  return `[${Object.entries(isRecord(keys) ? keys : {})
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .join(',')}]`
}
