import { isLeft } from 'fp-ts/lib/Either.js'
import type * as t from 'io-ts'
import type { Schema } from '../kube/schema.ts'
import { isAnnotated } from './annotated.ts'
import { intersected } from './intersected.ts'
import { united } from './united.ts'

/** The codecs that have a schema, told apart by the tag that io-ts gives them. */
type Known =
  | t.StringType
  | t.NumberType
  | t.BooleanType
  | t.NullType
  | t.UnknownType
  | t.AnyArrayType
  | t.AnyDictionaryType
  | t.LiteralType<string | number | boolean>
  | t.KeyofType<Record<string, unknown>>
  | t.RefinementType<t.Mixed>
  | t.ArrayType<t.Mixed>
  | t.ReadonlyArrayType<t.Mixed>
  | t.InterfaceType<t.Props>
  | t.PartialType<t.Props>
  | t.DictionaryType<t.Mixed, t.Mixed>
  | t.UnionType<t.Mixed[]>
  | t.IntersectionType<t.Mixed[]>
  | t.ReadonlyType<t.Mixed>
  | t.ExactType<t.Mixed>

const anything: Schema = { 'x-kubernetes-preserve-unknown-fields': true }

/**
 * The structural OpenAPI v3 schema of an io-ts codec, as Kubernetes accepts it in
 * a CRD. It lacks what a bare predicate demands beyond its type: say that with
 * `integer`, `text`, `mapOf`, `ruled`. Throws a TypeError that names the codec
 * and the path where a codec has no such schema.
 */
export const schemaOf = (codec: t.Mixed, path = ''): Schema => {
  const known = codec as Known
  switch (known._tag) {
    case 'StringType':
      return { type: 'string' }
    case 'NumberType':
      return { type: 'number' }
    case 'BooleanType':
      return { type: 'boolean' }
    case 'UnknownType':
      return anything
    case 'AnyDictionaryType':
      return { type: 'object', ...anything }
    case 'AnyArrayType':
      return { type: 'array', items: anything }
    case 'LiteralType':
    case 'KeyofType':
    case 'UnionType':
    case 'NullType':
      return united(codec, member => schemaOf(member, path), path)
    case 'RefinementType':
      if (isAnnotated(known)) return intersected([schemaOf(known.type, path), known.facts], path)
      return known.name === 'Int' ? { type: 'integer', format: 'int64' } : schemaOf(known.type, path)
    case 'ReadonlyType':
    case 'ExactType':
      return schemaOf(known.type, path)
    case 'ArrayType':
    case 'ReadonlyArrayType':
      return { type: 'array', items: schemaOf(known.type, `${path}[]`) }
    case 'DictionaryType':
      return dictionary(known, path)
    case 'InterfaceType':
      return object(known.props, name => isLeft(known.props[name]?.decode(undefined) ?? known.decode({})), path)
    case 'PartialType':
      return object(known.props, () => false, path)
    case 'IntersectionType':
      return intersected(
        known.types.map(type => schemaOf(type, path)),
        path,
      )
    default:
      throw unsupported(codec, path)
  }
}

const object = (props: t.Props, isRequired: (name: string) => boolean, path: string): Schema => {
  const names = Object.keys(props)
  const required = names.filter(isRequired)
  return {
    type: 'object',
    properties: Object.fromEntries(
      Object.entries(props).map(([name, codec]) => [name, schemaOf(codec, path === '' ? name : `${path}.${name}`)]),
    ),
    ...(required.length > 0 && { required }),
  }
}

const dictionary = ({ domain, codomain }: t.DictionaryType<t.Mixed, t.Mixed>, path: string): Schema => {
  const values = schemaOf(codomain, `${path}{}`)
  const keys = schemaOf(domain, `${path}{key}`)
  if (keys.enum === undefined) return { type: 'object', additionalProperties: values }
  const names = keys.enum.map(String)
  const properties = Object.fromEntries(names.map(name => [name, values]))
  return { type: 'object', properties, ...(isLeft(codomain.decode(undefined)) && { required: names }) }
}

const unsupported = (codec: t.Mixed & { readonly _tag?: string }, path: string): TypeError =>
  new TypeError(
    `${path === '' ? 'the root' : path}: the codec ${codec.name} (${codec._tag ?? 'a type of its own'}) has no structural ` +
      'schema; use objects, lists, maps, scalars, literal unions, or UnknownRecord for free-form fields',
  )
