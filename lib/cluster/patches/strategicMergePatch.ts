import { equal, isRecord } from '../../equal.ts'
import type { Schema } from '../resourceType.ts'
import { fieldOf, itemsOf, patchStrategyOf } from '../schema/mergeKeys.ts'
import { badRequest, refuse } from '../status.ts'

type Fields = { readonly [field: string]: unknown }

const order = '$setElementOrder/'
const deletion = '$deleteFromPrimitiveList/'

/** A merge patch that knows by the schema which lists merge, and by which key. Directives begin with `$`. */
export const strategicMergePatch = (schema: Schema | undefined, target: unknown, patch: unknown): unknown =>
  isRecord(patch) ? mergeFields(schema, isRecord(target) ? target : {}, patch) : patch

const mergeFields = (schema: Schema | undefined, target: Fields, patch: Fields): Fields => {
  const { $patch: directive, $retainKeys: retained, ...changes } = patch
  if (directive === 'replace') return withoutDirectives(schema, changes)
  if (directive === 'delete') return {}
  if (directive !== undefined && directive !== 'merge')
    return refuse(badRequest(`Unknown patch type found: ${String(directive)}`))
  const merged: { [field: string]: unknown } = { ...target }
  if (Array.isArray(retained)) {
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
  const strategy = patchStrategyOf(schema)
  if (isRecord(patch)) {
    if (patch.$patch === 'delete') return undefined
    return mergeFields(schema, isRecord(target) && !strategy.replace ? target : {}, patch)
  }
  const list = Array.isArray(target) ? target : []
  const items = Array.isArray(patch) ? patch : []
  if (!Array.isArray(patch) && patch !== undefined) return patch
  if (!strategy.merge) return patch === undefined ? target : patch
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

const withoutDirectives = (schema: Schema | undefined, value: Fields): Fields => mergeFields(schema, {}, value)

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
    isRecord(item) ? item : refuse(badRequest('expected a list of objects in a strategic merge patch')),
  )
  if (items.some(item => item.$patch === 'replace')) {
    return items.filter(item => item.$patch !== 'replace').map(item => mergeFields(schema, {}, item))
  }
  const merged = [...list]
  for (const item of items) {
    const identity = item[key]
    if (identity === undefined) {
      return refuse(badRequest(`map: ${JSON.stringify(item)} does not contain declared merge key: ${key}`))
    }
    const at = merged.findIndex(other => isRecord(other) && equal(other[key], identity))
    const before = merged[at]
    if (item.$patch === 'delete') merged.splice(at, at < 0 ? 0 : 1)
    else if (isRecord(before)) merged[at] = mergeFields(schema, before, item)
    else merged.push(mergeFields(schema, {}, item))
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
