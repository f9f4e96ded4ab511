import * as t from 'io-ts'
import { isRecord } from '../json/fields.ts'
import { type AnnotatedType, type CodecRule, restricted, ruled } from './annotated.ts'
import { exceeds, matcherOf } from './text.ts'

export interface MapFacts<V extends t.Mixed> {
  readonly description?: string
  readonly values: V
  readonly keys?: KeyFacts
  /** Needed wherever there are rules: the API server refuses a rule whose cost it cannot bound. */
  readonly maxProperties?: number
}

/** A schema cannot restrict the keys of a map, so these restrictions become CEL rules. */
export interface KeyFacts {
  readonly pattern: string
  readonly maxLength: number
  /** In words, for the message: `C identifiers`. */
  readonly expected: string
}

/** A map codec, restricted once by its size and once by its keys. */
type MapC<V extends t.Mixed> = AnnotatedType<t.RecordC<t.StringC, V>>

/** A map from strings to `values`. */
export const mapOf = <V extends t.Mixed>(facts: MapFacts<V>): AnnotatedType<MapC<V>> => {
  const { values, keys, ...rest } = facts
  const sized = restricted(bounded(t.record(t.string, values, 'a map'), rest.maxProperties), rest, () => undefined)
  const rules = keys === undefined ? [] : [keyRule(keys)]
  return ruled(sized, ...rules)
}

/** Counts first: the entries of a map that has too many are not checked. */
const bounded = <V extends t.Mixed>(record: t.RecordC<t.StringC, V>, most = Infinity): t.RecordC<t.StringC, V> => {
  const exceeds = (value: unknown) => isRecord(value) && Object.keys(value).length > most
  return new t.DictionaryType(
    record.name,
    (value): value is t.TypeOf<typeof record> => !exceeds(value) && record.is(value),
    (input, context) =>
      exceeds(input) ? t.failure(input, context, `must have at most ${most} entries`) : record.validate(input, context),
    record.encode,
    record.domain,
    record.codomain,
  )
}

const keyRule = (keys: KeyFacts): CodecRule<Readonly<Record<string, unknown>>> => {
  const matches = matcherOf(keys.pattern)
  return {
    rule: `self.all(key, size(key) <= ${keys.maxLength} && key.matches(${quoted(keys.pattern)}))`,
    message: `keys must be ${keys.expected} of at most ${keys.maxLength} characters`,
    holds: map => Object.keys(map).every(key => !exceeds(key, keys.maxLength) && matches(key)),
  }
}

/** A string literal of CEL. */
export const quoted = (value: string): string => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
