import { isRecord } from '../../../json/fields.ts'

/** RFC 7396: objects merge, `null` removes, everything else replaces. Unchanged parts stay the same values. */
export const mergePatch = (target: unknown, patch: unknown): unknown => {
  if (!isRecord(patch)) return patch
  const base = isRecord(target) ? target : {}
  const merged: { [field: string]: unknown } = { ...base }
  for (const field of Object.keys(patch)) {
    if (patch[field] === null) delete merged[field]
    else define(merged, field, mergePatch(Object.hasOwn(base, field) ? base[field] : undefined, patch[field]))
  }
  return merged
}

/** Sets a field by its name even where it is `__proto__`. */
const define = (object: { [field: string]: unknown }, field: string, value: unknown): void => {
  Object.defineProperty(object, field, { value, enumerable: true, configurable: true, writable: true })
}
