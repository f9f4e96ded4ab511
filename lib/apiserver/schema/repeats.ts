import { isRecord } from '../../json/fields.ts'
import type { FieldError } from '../../kube/fieldError.ts'
import { fieldError } from '../../kube/fieldError.ts'
import type { Schema } from '../../kube/schema.ts'

/** Sets hold each value once, maps each combination of key fields. */
export const repeatErrors = (schema: Schema, list: readonly unknown[], path: string): readonly FieldError[] => {
  const kind = schema['x-kubernetes-list-type']
  if (kind === 'set') {
    const at = firstRepeat(list)
    return at === undefined ? [] : [fieldError.duplicate(`${path}[${at}]`, list[at])]
  }
  if (kind !== 'map') return []
  const keys = schema['x-kubernetes-list-map-keys'] ?? []
  const identities = list.map(item => {
    const identity: { [key: string]: unknown } = {}
    for (const key of keys) {
      const value = (isRecord(item) ? item[key] : undefined) ?? schema.items?.properties?.[key]?.default
      if (value !== undefined) identity[key] = value
    }
    return identity
  })
  const at = firstRepeat(identities)
  return at === undefined ? [] : [fieldError.duplicate(`${path}[${at}]`, identities[at])]
}

export const firstRepeat = (values: readonly unknown[]): number | undefined => {
  const seen = new Set<string>()
  for (const [index, value] of values.entries()) {
    const id = canonical(value)
    if (seen.has(id)) return index
    seen.add(id)
  }
  return undefined
}

const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (!isRecord(value)) return JSON.stringify(value) ?? 'null'
  const fields = Object.keys(value).sort()
  return `{${fields.map(field => `${JSON.stringify(field)}:${canonical(value[field])}`).join(',')}}`
}
