import type { Schema } from '../../kube/schema.ts'

/** Small constructors of schemas, so that a kind reads like a table of its fields. */

type Fields = { readonly [name: string]: Schema }

const text = (description = '', more: Schema = {}): Schema => ({ type: 'string', ...describe(description), ...more })
const int32 = (description = '', more: Schema = {}): Schema => ({
  type: 'integer',
  format: 'int32',
  ...describe(description),
  ...more,
})
const int64 = (description = '', more: Schema = {}): Schema => ({ ...int32(description, more), format: 'int64' })
const bool = (description = '', more: Schema = {}): Schema => ({ type: 'boolean', ...describe(description), ...more })
const time = (description = ''): Schema => text(description, { format: 'date-time' })
/** A time that Go writes always: null where there is none. */
const timeOrNull = (description = ''): Schema =>
  text(description, { format: 'date-time', nullable: true, default: null })
const intOrString = (description = '', more: Schema = {}): Schema => ({
  'x-kubernetes-int-or-string': true,
  ...describe(description),
  ...more,
})

const object = (description: string, properties: Fields, required: readonly string[] = []): Schema => ({
  type: 'object',
  ...describe(description),
  properties,
  ...(required.length > 0 && { required }),
})

/** A list that is replaced as a whole. */
const list = (items: Schema, description = ''): Schema => ({
  type: 'array',
  ...describe(description),
  items,
  'x-kubernetes-list-type': 'atomic',
})

/** A list of scalars that each occur once and are merged. */
const set = (items: Schema, description = ''): Schema => ({
  type: 'array',
  ...describe(description),
  items,
  'x-kubernetes-list-type': 'set',
  'x-kubernetes-patch-strategy': 'merge',
})

/** A list whose items are told apart by `keys`; strategic merge patches know only the first of them. */
const mapList = (keys: readonly string[], items: Schema, description = '', patchStrategy = 'merge'): Schema => ({
  type: 'array',
  ...describe(description),
  items,
  'x-kubernetes-list-type': 'map',
  'x-kubernetes-list-map-keys': keys,
  'x-kubernetes-patch-strategy': patchStrategy,
  ...(keys[0] !== undefined && { 'x-kubernetes-patch-merge-key': keys[0] }),
})

const map = (of: Schema, description = ''): Schema => ({
  type: 'object',
  ...describe(description),
  additionalProperties: of,
})
const textMap = (description = ''): Schema => map(text(), description)

/** An object whose fields sluice does not look into. */
const open = (description = ''): Schema => ({
  type: 'object',
  ...describe(description),
  'x-kubernetes-preserve-unknown-fields': true,
})

/** A struct that Go writes even when it is empty. */
const always = (schema: Schema): Schema => ({ ...schema, default: {} })

const atomic = (schema: Schema): Schema => ({ ...schema, 'x-kubernetes-map-type': 'atomic' })

const describe = (description: string): Schema => (description === '' ? {} : { description })

export const shapes = {
  text,
  int32,
  int64,
  bool,
  time,
  timeOrNull,
  intOrString,
  object,
  list,
  set,
  mapList,
  map,
  textMap,
  open,
  always,
  atomic,
}
