import type * as t from 'io-ts'
import type { Schema } from '../kube/schema.ts'

type Alternative =
  | t.UnionType<t.Mixed[]>
  | t.LiteralType<string | number | boolean>
  | t.KeyofType<Record<string, unknown>>
  | t.NullType
  | t.UndefinedType

/**
 * The unions that a structural schema can say: literals (an enum), an integer or
 * a string (`x-kubernetes-int-or-string`), and either with null or undefined.
 */
export const united = (codec: t.Mixed, schemaOf: (member: t.Mixed) => Schema, path: string): Schema => {
  const { literals, others, nullable } = alternatives(codec)
  const schemas = others.map(schemaOf)
  const said =
    schemas.length === 0
      ? enumeration(literals)
      : literals.length > 0
        ? undefined
        : schemas.length === 1
          ? schemas[0]
          : intOrString(schemas)
  if (said === undefined) {
    throw new TypeError(
      `${path === '' ? 'the root' : path}: the union ${codec.name} has no structural schema; ` +
        'unite literals of one type, an integer and a string, or one codec with null',
    )
  }
  return nullable ? { ...said, nullable: true } : said
}

interface Alternatives {
  readonly literals: readonly unknown[]
  readonly others: readonly t.Mixed[]
  readonly nullable: boolean
}

const alternatives = (codec: t.Mixed): Alternatives => {
  const known = codec as Alternative
  switch (known._tag) {
    case 'LiteralType':
      return { literals: [known.value], others: [], nullable: false }
    case 'KeyofType':
      return { literals: Object.keys(known.keys), others: [], nullable: false }
    case 'NullType':
      return { literals: [], others: [], nullable: true }
    case 'UndefinedType':
      return { literals: [], others: [], nullable: false }
    case 'UnionType': {
      const members = known.types.map(alternatives)
      return {
        literals: members.flatMap(member => member.literals),
        others: members.flatMap(member => member.others),
        nullable: members.some(member => member.nullable),
      }
    }
    default:
      return { literals: [], others: [codec], nullable: false }
  }
}

const enumeration = (literals: readonly unknown[]): Schema | undefined => {
  const types = new Set(literals.map(literal => typeof literal))
  const [type] = types
  if (types.size !== 1 || (type !== 'string' && type !== 'number' && type !== 'boolean')) return undefined
  const integral = type === 'number' && literals.every(Number.isInteger)
  return { type: integral ? 'integer' : type, enum: [...new Set(literals)] }
}

/** Bounds of the integer and bounds of the string never concern the same value, so they may stand together. */
const intOrString = (schemas: readonly Schema[]): Schema | undefined => {
  const integer = schemas.find(schema => schema.type === 'integer')
  const string = schemas.find(schema => schema.type === 'string')
  if (schemas.length !== 2 || integer === undefined || string === undefined) return undefined
  const { type: _integer, format: _bits, ...ofInteger } = integer
  const { type: _string, format: _form, ...ofString } = string
  return {
    anyOf: [{ type: 'integer' }, { type: 'string' }],
    ...ofInteger,
    ...ofString,
    'x-kubernetes-int-or-string': true,
  }
}
