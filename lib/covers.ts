import { isRecord } from './equal.ts'
import { listKeys, sameItem } from './listKeys.ts'
import { isQuantityField, sameQuantity } from './quantity.ts'

/**
 * Does an observed object already say all that is desired of it?
 *
 * Only desired fields are looked at: what the server defaulted and what others
 * own never counts. Lists with keys are compared item by item in any order,
 * others whole. A zero value equals an absent one, as servers leave it out.
 */
export interface Difference {
  /** Field names and list indices, from the root of the object. */
  readonly path: readonly string[]
  readonly desired: unknown
}

export const covers = (desired: unknown, observed: unknown): boolean => differences(desired, observed).length === 0

/** Where `observed` falls short: the outermost missing or unequal values. A list with keys is reported whole. */
export const differences = (
  desired: unknown,
  observed: unknown,
  path: readonly string[] = [],
): readonly Difference[] => {
  if (desired === undefined || (observed === undefined && isZero(desired))) return []
  if (isRecord(desired) && isRecord(observed)) {
    return Object.keys(desired).flatMap(field => differences(desired[field], observed[field], [...path, field]))
  }
  if (Array.isArray(desired) && Array.isArray(observed)) {
    return coversList(desired, observed, path) ? [] : [{ path, desired }]
  }
  if (desired === observed || (isQuantityField(path) && sameQuantity(desired, observed))) return []
  return [{ path, desired }]
}

const coversList = (desired: readonly unknown[], observed: readonly unknown[], path: readonly string[]): boolean => {
  const keys = desired.length === 0 ? undefined : listKeys(path.at(-1) ?? '', desired)
  const same = (a: unknown, b: unknown) => differences(a, b, path).length === 0
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
