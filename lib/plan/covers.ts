import { isRecord } from '../json/fields.ts'
import { listKeys, sameItem } from '../kube/listKeys.ts'
import { isQuantityField, sameQuantity } from '../kube/quantity.ts'

/**
 * Does an observed object already say all that is desired of it?
 *
 * Only desired fields are looked at: what the server defaulted and what others
 * own never counts. Lists with keys are compared item by item in any order,
 * others whole. A zero value equals an absent one, as servers leave it out.
 */
export interface UncoveredField {
  /** Field names and list indices, from the root of the object. */
  readonly path: readonly string[]
  readonly desired: unknown
}

/** Asked with every plan, so it allocates nothing. `field` holds the value, `above` holds `field`. */
export const covers = (desired: unknown, observed: unknown, field = '', above = ''): boolean => {
  if (desired === observed || desired === undefined) return true
  if (observed === undefined) return isZero(desired)
  if (Array.isArray(desired)) return Array.isArray(observed) && coversList(desired, observed, field, above)
  if (isRecord(desired)) {
    if (!isRecord(observed)) return false
    for (const below in desired) if (!covers(desired[below], observed[below], below, field)) return false
    return true
  }
  return isQuantityField(field, above) && sameQuantity(desired, observed)
}

/** Where `observed` falls short: the outermost missing or unequal values. A list with keys is reported whole. */
export const differences = (
  desired: unknown,
  observed: unknown,
  path: readonly string[] = [],
): readonly UncoveredField[] => {
  if (covers(desired, observed, path.at(-1), path.at(-2))) return []
  if (!isRecord(desired) || !isRecord(observed)) return [{ path, desired }]
  return Object.keys(desired).flatMap(field => differences(desired[field], observed[field], [...path, field]))
}

const coversList = (
  desired: readonly unknown[],
  observed: readonly unknown[],
  field: string,
  above: string,
): boolean => {
  const keys = desired.length === 0 ? undefined : listKeys(field, desired)
  const same = (a: unknown, b: unknown) => covers(a, b, field, above)
  if (keys === undefined)
    return desired.length === observed.length && desired.every((item, at) => same(item, observed[at]))
  return desired.every(
    item =>
      isRecord(item) && observed.some(other => isRecord(other) && sameItem(keys, item, other) && same(item, other)),
  )
}

const isZero = (value: unknown): boolean =>
  value === null ||
  value === '' ||
  value === 0 ||
  value === false ||
  (Array.isArray(value) && value.length === 0) ||
  (isRecord(value) && Object.values(value).every(isZero))
