/** A JSON object, whose fields are read by the kind of value that each should have. */
export type Fields = { readonly [field: string]: unknown }

export const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The fields of an object; none where the value is none. */
export const fieldsIn = (value: unknown): Fields => (isRecord(value) ? value : {})

/** The object below a path of fields; an empty one where there is none. */
export const recordAt = (of: Fields, ...path: readonly string[]): Fields =>
  path.reduce<Fields>((at, field) => {
    const value = at[field]
    return isRecord(value) ? value : empty
  }, of)

const empty: Fields = {}

/** The objects in a list; none where there is no list. */
export const recordsAt = (of: Fields, field: string): readonly Fields[] => {
  const value = of[field]
  return Array.isArray(value) ? value.filter(isRecord) : []
}

/** The text of a field; `''` where there is none. */
export const textAt = (of: Fields, field: string): string => {
  const value = of[field]
  return typeof value === 'string' ? value : ''
}

/** The number of a field; 0 where there is none. */
export const numberAt = (of: Fields, field: string): number => {
  const value = of[field]
  return typeof value === 'number' ? value : 0
}

/** The texts in a list; none where there is no list. */
export const textsAt = (of: Fields, field: string): readonly string[] => {
  const value = of[field]
  return Array.isArray(value) ? value.filter(item => typeof item === 'string') : []
}

/** `object` with `value` in one of its fields; the same object where the value is there already. */
export const withField = (object: Fields, field: string, value: unknown): Fields =>
  object[field] === value ? object : { ...object, [field]: value }

/** `object` with each object in a list rewritten; the same object where none changes. */
export const withEach = (object: Fields, field: string, rewrite: (item: Fields) => Fields): Fields => {
  const items = object[field]
  if (!Array.isArray(items)) return object
  let changed = false
  const next = items.map((item: unknown) => {
    if (!isRecord(item)) return item
    const rewritten = rewrite(item)
    if (rewritten !== item) changed = true
    return rewritten
  })
  return changed ? { ...object, [field]: next } : object
}
