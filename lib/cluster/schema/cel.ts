import { Environment } from '@marcbachmann/cel-js'
import { isRecord } from '../../equal.ts'
import { quantityOf } from '../../quantity.ts'
import type { Schema } from '../resourceType.ts'
import { patternOf } from './validateSchema.ts'

/** An expression ready to run, or why it is refused. */
export type Program =
  | {
      readonly _tag: 'Program'
      readonly type: string
      readonly transition: boolean
      /** The syntax tree. */
      readonly tree: unknown
      readonly run: (scope: Scope) => unknown
    }
  | { readonly _tag: 'Refused'; readonly message: string }

export interface Scope {
  readonly self: unknown
  readonly oldSelf?: unknown
}

const environment = new Environment({ enableOptionalTypes: true, homogeneousAggregateLiterals: false })
  .registerVariable('self', 'dyn')
  .registerVariable('oldSelf', 'dyn')
  .registerFunction(
    'string.find(string): string',
    (text: string, pattern: string) => patternOf(pattern).exec(text)?.[0] ?? '',
  )
  .registerFunction('string.findAll(string): list<string>', (text: string, pattern: string) =>
    Array.from(text.matchAll(new RegExp(patternOf(pattern), 'g')), match => match[0]),
  )
  .registerFunction('string.replace(string, string): string', (text: string, from: string, to: string) =>
    text.replaceAll(from, () => to),
  )
  .registerFunction('list.isSorted(): bool', (list: readonly Ordered[]) =>
    list.every((item, index) => index === 0 || !(item < (list[index - 1] ?? item))),
  )
  .registerFunction('list.sum(): dyn', (list: readonly Summand[]) => sum(list))
  .registerFunction('list.min(): dyn', (list: readonly Ordered[]) => extreme(list, (a, b) => a < b))
  .registerFunction('list.max(): dyn', (list: readonly Ordered[]) => extreme(list, (a, b) => a > b))
  .registerFunction('isQuantity(string): bool', (text: string) => quantityOf(text) !== undefined)
  .registerFunction(
    'isURL(string): bool',
    (text: string) => /^[a-z][a-z0-9+.-]*:\/\/[^\s/]+/i.test(text) || /^\/\S*$/.test(text),
  )

type Ordered = bigint | number | string
type Summand = bigint | number

const sum = (list: readonly Summand[]): Summand => {
  if (list.every(item => typeof item === 'bigint')) return list.reduce<bigint>((total, item) => total + item, 0n)
  return list.reduce<number>((total, item) => total + Number(item), 0)
}

const extreme = (list: readonly Ordered[], before: (a: Ordered, b: Ordered) => boolean): Ordered => {
  const [first, ...rest] = list
  if (first === undefined) throw new Error('min and max of an empty list are undefined')
  return rest.reduce((best, item) => (before(item, best) ? item : best), first)
}

const programs = new Map<string, Program>()

/** Parses and checks an expression once. */
export const compile = (source: string): Program => {
  const known = programs.get(source)
  if (known !== undefined) return known
  const program = compiled(source)
  programs.set(source, program)
  return program
}

const compiled = (source: string): Program => {
  try {
    const run = environment.parse(source)
    const checked = run.check()
    if (!checked.valid) return { _tag: 'Refused', message: firstLine(checked.error) }
    return {
      _tag: 'Program',
      type: checked.type ?? 'dyn',
      transition: /(?<![.\w])oldSelf\b/.test(source.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '""')),
      tree: run.ast,
      run: scope => run({ ...scope }),
    }
  } catch (error) {
    return { _tag: 'Refused', message: firstLine(error) }
  }
}

export const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0]?.trim() ?? ''

/** A JSON value as CEL sees it through its schema: integers as 64-bit integers, field names escaped. */
export const celValue = (schema: Schema | undefined, value: unknown): unknown => {
  if (typeof value === 'number') return asInteger(schema, value) ? BigInt(value) : value
  if (typeof value === 'string') {
    return value
  }
  if (Array.isArray(value)) return value.map(item => celValue(schema?.items, item))
  if (!isRecord(value)) return value
  const record: { [field: string]: unknown } = {}
  for (const [field, of] of Object.entries(value)) {
    const named = schema?.properties !== undefined && Object.hasOwn(schema.properties, field)
    const others = schema?.additionalProperties
    const ofField = named ? schema?.properties?.[field] : typeof others === 'object' ? others : undefined
    record[field] = celValue(ofField, of)
    if (named) record[escaped(field)] = record[field]
  }
  return record
}

const asInteger = (schema: Schema | undefined, value: number): boolean =>
  Number.isInteger(value) && schema?.type !== 'number'

const reserved = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
)

/** Property names that are no CEL identifiers are reached by an escaped name. */
export const escaped = (field: string): string =>
  reserved.has(field)
    ? `__${field}__`
    : field
        .replaceAll('__', '__underscores__')
        .replaceAll('.', '__dot__')
        .replaceAll('-', '__dash__')
        .replaceAll('/', '__slash__')
