import { type Either, left, right } from 'fp-ts/lib/Either.js'
import type * as t from 'io-ts'
import { beginningOf } from '../json/beginningOf.ts'
import { messageOf } from '../text/messageOf.ts'
import { describeRef, type Ref } from './object.ts'
import { acceptsAsIs } from './quick.ts'

/**
 * Decodes a value; a refusal gives reasons that a person can act on, one a field:
 * `spec.replicas must be an integer ≥ 0, got "3"`. The name of a codec is what
 * is said of it, so name codecs by what they accept: `an integer ≥ 0`.
 * A codec that throws refuses. There are at most 100 reasons.
 */
export const decode = <A>(codec: t.Decoder<unknown, A>, value: unknown): Either<readonly string[], A> => {
  try {
    if (acceptsAsIs(codec, value)) return right(value)
    // A codec gathers all faults of a value, however many: those of its beginning are enough.
    const beginning = beginningOf(value)
    const cut = beginning === value ? undefined : codec.decode(beginning)
    // What is missing may only have been cut off.
    const isRefused = cut?._tag === 'Left' && cut.left.every(error => error.value !== undefined)
    const decoded = isRefused ? cut : codec.decode(value)
    return decoded._tag === 'Right' ? decoded : left(reasonsOf(decoded.left))
  } catch (thrown) {
    return left([`codec ${codec.name} threw: ${messageOf(thrown)}`])
  }
}

/** `MyApp demo/web: spec.replicas must be an integer ≥ 0, got "3"` */
export const describeRefusal = (ref: Ref, reasons: readonly string[]): string =>
  `${describeRef(ref)}: ${reasons.join('; ')}`

/** Enough to act on; a stranger may have sent thousands. */
const mostReasons = 100

const reasonsOf = (errors: t.Errors): readonly string[] => {
  const byPath = new Map<string, { readonly expected: Set<string>; readonly actual: unknown }>()
  for (const error of errors) {
    const path = pathOf(error.context)
    if (byPath.size === mostReasons && !byPath.has(path)) break
    const at = byPath.get(path) ?? { expected: new Set(), actual: error.value }
    at.expected.add(error.message ?? `must be ${nameOf(error.context)}`)
    byPath.set(path, at)
  }
  return [...byPath].map(([path, { expected, actual }]) => {
    const [first = '', ...others] = expected
    const rest = others.map(other => ` or ${other.replace(/^must be /, '')}`).join('')
    return `${path === '' ? 'it' : path} ${first}${rest}, ${got(actual)}`
  })
}

/** Intersections and unions number their members in the context; those numbers are not part of the value's path. */
const pathOf = (context: t.Context): string =>
  context.reduce((path, { key }, index) => {
    const parent = context[index - 1]?.type
    if (parent === undefined || isBranching(parent)) return path
    if (isList(parent)) return `${path}[${key}]`
    if (!/^[\w-]+$/.test(key)) return `${path}[${JSON.stringify(key)}]`
    return path === '' ? key : `${path}.${key}`
  }, '')

const tagOf = (type: object): string => ('_tag' in type && typeof type._tag === 'string' ? type._tag : '')

/** Wrappers pass the context of the type they wrap, so their own key is followed by the members of the wrapped one. */
const isBranching = (type: object): boolean => {
  const tag = tagOf(type)
  return tag === 'IntersectionType' || tag === 'UnionType' || (isWrapper(tag) && isBranching(wrapped(type)))
}

const isList = (type: object): boolean => {
  const tag = tagOf(type)
  return (
    tag === 'ArrayType' ||
    tag === 'ReadonlyArrayType' ||
    tag === 'TupleType' ||
    (isWrapper(tag) && isList(wrapped(type)))
  )
}

const isWrapper = (tag: string): boolean => tag === 'ReadonlyType' || tag === 'RefinementType' || tag === 'ExactType'

const wrapped = (type: object): object =>
  'type' in type && typeof type.type === 'object' && type.type !== null ? type.type : {}

const nameOf = (context: t.Context): string => {
  const type = context.at(-1)?.type
  if (type === undefined) return 'valid'
  return plain[type.name] ?? structural(type) ?? type.name
}

const plain: { readonly [name: string]: string | undefined } = {
  string: 'a string',
  number: 'a number',
  boolean: 'true or false',
  Int: 'an integer',
  null: 'null',
  undefined: 'absent',
  UnknownRecord: 'an object',
  AnyDictionaryType: 'an object',
  UnknownArray: 'a list',
}

/** Generated names (`{ a: string }`, `Array<string>`) say too much: the value is not even of that shape. */
const structural = (type: t.Decoder<unknown, unknown>): string | undefined => {
  const tag = tagOf(type)
  if (isList(type)) return 'a list'
  if (tag === 'InterfaceType' || tag === 'PartialType' || tag === 'DictionaryType' || tag === 'StrictType') {
    return 'an object'
  }
  if (tag === 'KeyofType' || tag === 'LiteralType') return type.name.replaceAll('"', '').replaceAll(' | ', ' or ')
  return isWrapper(tag) && /[<{(]/.test(type.name) ? 'an object' : undefined
}

const got = (value: unknown): string => {
  if (value === undefined) return 'but is missing'
  const text = JSON.stringify(value, beginning()) ?? String(value)
  return `got ${text.length > 80 ? `${text.slice(0, 77)}...` : text}`
}

/** Prints little more of a large value than is shown: a stranger may have sent megabytes. */
const beginning = () => {
  let room = 80
  return (_field: string, value: unknown): unknown => {
    room -= 1
    if (room < 0) return undefined
    return typeof value === 'string' ? value.slice(0, 80) : value
  }
}
