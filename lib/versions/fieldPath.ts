import { isRecord } from '../json/fields.ts'

type Fields = { readonly [field: string]: unknown }

/** The names on the way to a field: `['spec', 'size']`. */
export type FieldPath = readonly string[]

export const valueAt = (of: unknown, path: FieldPath): unknown =>
  path.reduce<unknown>((value, field) => (isRecord(value) ? value[field] : undefined), of)

/** The object with `value` there. Where that is `undefined`, the field goes, and with it what that leaves empty. */
export const withValueAt = (of: Fields, [field, ...rest]: FieldPath, value: unknown): Fields => {
  if (field === undefined) return of
  const before = of[field]
  const inner = isRecord(before) ? before : {}
  const after = rest.length === 0 ? value : withValueAt(inner, rest, value)
  if (after === before || (after === inner && value === undefined)) return of
  const emptied = value === undefined && isRecord(after) && Object.keys(after).length === 0
  if (after !== undefined && !emptied) return { ...of, [field]: after }
  const { [field]: _gone, ...others } = of
  return others
}
