import { isRecord } from '../../json/fields.ts'
import { apiVersionOf } from '../../kube/object.ts'
import type { Schema } from '../../kube/schema.ts'
import type { ResourceType } from '../objects/resourceType.ts'
import { completeSchemaOf } from '../schema/schemaOf.ts'
import { compare, isSame, type OwnershipComparison } from './compare.ts'

/**
 * Managers own fields of the version in which they wrote. Where versions say different things, what a write
 * changed has to be seen in the version of each manager.
 */
export interface Dialects {
  readonly own: Dialect
  /** That of a manager; `undefined` where the kind has that version no more, and so nothing that is owned in it. */
  readonly of: (apiVersion: string) => Dialect | undefined
  /** The fields of an object that a write can come to own (or a part of them), in another version. */
  readonly translate: (part: unknown, from: Dialect, to: Dialect) => unknown
}

export interface Dialect {
  readonly apiVersion: string
  readonly schema: Schema
}

export const dialectsOf = (type: ResourceType): Dialects => {
  const own = dialectOf(type)
  const { conversion } = type
  if (conversion === undefined) return { own, of: () => own, translate: part => part }
  return {
    own,
    of: apiVersion => {
      const other = apiVersion === own.apiVersion ? type : conversion.typeIn(apiVersion)
      return other === undefined ? undefined : dialectOf(other)
    },
    translate: (part, from, to) => {
      if (from.apiVersion === to.apiVersion || !isRecord(part)) return part
      const whole = { ...part, apiVersion: from.apiVersion, kind: type.kind }
      const { apiVersion: _apiVersion, kind: _kind, metadata, ...rest } = conversion.convert(whole, to.apiVersion)
      return part.metadata === undefined ? rest : { metadata, ...rest }
    },
  }
}

const dialectOf = (type: ResourceType): Dialect => ({ apiVersion: apiVersionOf(type), schema: completeSchemaOf(type) })

/** The change of a write in the version of a manager; `undefined` where that version is gone. */
export type Changes = (apiVersion: string) => OwnershipComparison | undefined

export const changesBetween = (dialects: Dialects, before: unknown, after: unknown): Changes => {
  const { own, of, translate } = dialects
  const changed = compare(own.schema, before, after)
  const known = new Map([[own.apiVersion, changed]])
  return apiVersion => {
    const dialect = of(apiVersion)
    if (dialect === undefined || isSame(changed)) return dialect && changed
    const found = known.get(dialect.apiVersion)
    if (found !== undefined) return found
    const [old, next] = [before, after].map(part => translate(part, own, dialect))
    const there = compare(dialect.schema, old, next)
    known.set(dialect.apiVersion, there)
    return there
  }
}
