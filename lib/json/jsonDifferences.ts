import { canonical } from './canonical.ts'
import { equal } from './equal.ts'
import { isRecord } from './fields.ts'

/**
 * Where two JSON values differ, one line a place: `spec.replicas: 3 → 5`, `data.key: absent → "x"`.
 * Values of another `_tag` differ as a whole.
 */
export const jsonDifferences = (before: unknown, after: unknown, path = ''): readonly string[] => {
  if (equal(before, after)) return []
  if (isRecord(before) && isRecord(after) && before._tag === after._tag) {
    const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()
    return fields.flatMap(field => jsonDifferences(before[field], after[field], joined(path, field)))
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    const length = Math.max(before.length, after.length)
    return Array.from({ length }, (_, at) => jsonDifferences(before[at], after[at], `${path}[${at}]`)).flat()
  }
  return [`${path === '' ? 'it' : path}: ${shown(before)} → ${shown(after)}`]
}

const joined = (path: string, field: string): string => {
  if (!/^[\w-]+$/.test(field)) return `${path}[${JSON.stringify(field)}]`
  return path === '' ? field : `${path}.${field}`
}

const longest = 120

const shown = (value: unknown): string => {
  if (value === undefined) return 'absent'
  const text = canonical(value)
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text
}
