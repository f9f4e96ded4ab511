import { equal } from '../../../json/equal.ts'
import { isRecord } from '../../../json/fields.ts'
import type { Schema } from '../../../kube/schema.ts'
import { unnamed, unprocessable } from '../../../kube/status.ts'
import { fieldOf, itemsOf, patchStrategyOf } from '../../schema/mergeKeys.ts'
import { refuse } from '../../wire/refusal.ts'

type Fields = { readonly [field: string]: unknown }

const order = '$setElementOrder/'
const deletion = '$deleteFromPrimitiveList/'

/** A merge patch that knows by the schema which lists merge, and by which key. Directives begin with `$`. */
export const strategicMergePatch = (schema: Schema | undefined, target: unknown, patch: unknown): unknown =>
  isRecord(patch) ? mergeFields(schema, isRecord(target) ? target : {}, patch) : patch

const mergeFields = (schema: Schema | undefined, target: Fields, patch: Fields): Fields => {
  const { $patch: directive, $retainKeys: retained, ...changes } = patch
  if (directive === 'replace') return changes
  if (directive === 'delete') return {}
  if (directive !== undefined) return refuse(unnamed(`unknown patch type found: ${String(directive)}`))
  const merged: { [field: string]: unknown } = { ...target }
  if (Array.isArray(retained)) {
    if (!Object.keys(changes).every(field => retained.includes(field))) refuse(unprocessable())
    for (const field of Object.keys(merged)) if (!retained.includes(field)) delete merged[field]
  }
  for (const field of fieldsOf(changes)) {
    const value = merge(fieldOf(schema, field), merged[field], changes[field], {
      order: changes[order + field],
      deletion: changes[deletion + field],
    })
    if (value === undefined) delete merged[field]
    else merged[field] = value
  }
  return merged
}

/** The fields that a patch names, be it in a directive alone. */
const fieldsOf = (patch: Fields): ReadonlySet<string> =>
  new Set(
    Object.keys(patch).map(field => {
      if (field.startsWith(order)) return field.slice(order.length)
      return field.startsWith(deletion) ? field.slice(deletion.length) : field
    }),
  )

interface ListDirectives {
  readonly order: unknown
  readonly deletion: unknown
}

/** `undefined` is a field that goes, or was never there. */
const merge = (schema: Schema | undefined, target: unknown, patch: unknown, directives: ListDirectives): unknown => {
  if (patch === null) return undefined
  if (target === undefined || (patch !== undefined && kindOf(target) !== kindOf(patch))) return plain(patch)
  const strategy = patchStrategyOf(schema)
  if (isRecord(target) && isRecord(patch)) return strategy.replace ? patch : mergeFields(schema, target, patch)
  const list = Array.isArray(target) ? target : []
  const items = Array.isArray(patch) ? patch : []
  if (!Array.isArray(target)) return patch ?? target
  if (!strategy.merge && directives.deletion === undefined) return patch ?? target
  const merged =
    strategy.mergeKey === undefined
      ? mergeScalars(list, items, directives.deletion)
      : mergeItems(itemsOf(schema), strategy.mergeKey, list, items)
  const identity = (item: unknown) =>
    strategy.mergeKey === undefined || !isRecord(item) ? item : item[strategy.mergeKey]
  const wanted = Array.isArray(directives.order) ? directives.order : items.filter(item => !isDirective(item))
  return ordered(merged, list, wanted, identity)
}

const isDirective = (item: unknown): boolean => isRecord(item) && item.$patch !== undefined

const kindOf = (value: unknown): string => (Array.isArray(value) ? 'list' : isRecord(value) ? 'record' : typeof value)

/** A value that has nothing to be merged into: without nulls, and without items that carry a directive. */
const plain = (patch: unknown): unknown => {
  if (Array.isArray(patch)) return patch.map(plain).filter(item => item !== undefined)
  if (!isRecord(patch)) return patch
  if (patch.$patch !== undefined) return undefined
  return Object.fromEntries(
    Object.entries(patch)
      .map(([field, value]) => [field, value === null ? undefined : plain(value)] as const)
      .filter(([, value]) => value !== undefined),
  )
}

const mergeScalars = (list: readonly unknown[], added: readonly unknown[], removed: unknown): readonly unknown[] => {
  const kept = Array.isArray(removed) ? list.filter(item => !removed.some(one => equal(one, item))) : list
  return [...kept, ...added.filter(item => !kept.some(one => equal(one, item)))]
}

const mergeItems = (
  schema: Schema | undefined,
  key: string,
  list: readonly unknown[],
  patch: readonly unknown[],
): readonly unknown[] => {
  const items = patch.map(item =>
    isRecord(item) ? item : refuse(unnamed('expected a list of objects in a strategic merge patch')),
  )
  const replaces = items.some(item => item.$patch === 'replace')
  const merged = replaces ? [] : [...list]
  for (const item of items) {
    if (item.$patch === 'replace') continue
    if (item.$patch !== undefined && item.$patch !== 'delete') {
      return refuse(unnamed(`unknown patch type found: ${String(item.$patch)}`))
    }
    const identity = item[key]
    if (replaces && item.$patch === undefined) {
      merged.push(item)
      continue
    }
    if (identity === undefined) {
      return refuse(unnamed(`map: ${JSON.stringify(item)} does not contain declared merge key: ${key}`))
    }
    const at = merged.findIndex(other => isRecord(other) && equal(other[key], identity))
    const before = merged[at]
    if (item.$patch === 'delete') merged.splice(at, at < 0 ? 0 : 1)
    else if (isRecord(before)) merged[at] = mergeFields(schema, before, item)
    else merged.push(item)
  }
  return merged
}

/** In the order that the patch names; what only the server has keeps its place before what followed it. */
const ordered = (
  merged: readonly unknown[],
  before: readonly unknown[],
  elements: readonly unknown[],
  identity: (item: unknown) => unknown,
): readonly unknown[] => {
  const wanted = elements.map(identity)
  const rank = (item: unknown) => wanted.findIndex(one => equal(one, identity(item)))
  const place = (item: unknown) => before.findIndex(one => equal(identity(one), identity(item)))
  const named = merged.filter(item => rank(item) >= 0).sort((a, b) => rank(a) - rank(b))
  const others = merged.filter(item => rank(item) < 0)
  const result: unknown[] = []
  for (const item of named) {
    for (let next = others[0]; next !== undefined && place(item) >= 0 && place(next) < place(item); next = others[0]) {
      result.push(others.shift())
    }
    result.push(item)
  }
  return [...result, ...others]
}
