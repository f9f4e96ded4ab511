import { isRecord } from './fields.ts'

/** JSON with sorted fields and without `undefined`: equal values give equal text. */
export const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (!isRecord(value)) return JSON.stringify(value) ?? 'null'
  const fields: string[] = []
  for (const field of Object.keys(value).sort()) {
    if (value[field] !== undefined) fields.push(`${JSON.stringify(field)}:${canonical(value[field])}`)
  }
  return `{${fields.join(',')}}`
}
