import type { Schema } from '../../kube/schema.ts'
import type { Dialect, Dialects } from './dialects.ts'
import { difference, type FieldSet, intersection, isEmpty, union } from './fieldSet.ts'
import { fieldsOf, withNamedFields } from './fieldsOf.ts'
import { removeFields } from './removeFields.ts'

/** The fields of a manager in one version. */
export interface OwnedFields {
  readonly dialect: Dialect
  readonly fields: FieldSet
}

/**
 * Removes the fields that a manager applied the last time, does not apply now, and no other manager owns.
 * @param last what it applied then, perhaps in another version
 * @param managed what all managers own, the new configuration included, once a version
 */
export const pruneApplied = (
  { own, translate }: Dialects,
  merged: unknown,
  last: OwnedFields | undefined,
  applied: FieldSet,
  managed: readonly OwnedFields[],
): unknown => {
  if (last === undefined) return merged
  const { dialect, fields } = last
  if (dialect.apiVersion === own.apiVersion && isEmpty(difference(fields, applied))) return merged
  const whole = translate(merged, own, dialect)
  const gone = withNamedFields(dialect.schema, fields)
  let [at, pruned] = [dialect, removeFields(dialect.schema, whole, gone)]
  // Put back the fields that another manager still owns, at first in the version in which they were removed …
  for (const { dialect: to, fields: kept } of managed.toSorted(first(dialect))) {
    pruned = restored(to.schema, translate(whole, dialect, to), translate(pruned, at, to), kept)
    at = to
  }
  // … and the fields without an owner that lay in a removed one.
  const present = fieldsIn(dialect.schema, whole)
  const missing = difference(present, fieldsIn(dialect.schema, translate(pruned, at, dialect)))
  return translate(removeFields(dialect.schema, whole, intersection(missing, gone)), dialect, own)
}

const first =
  ({ apiVersion }: Dialect) =>
  (a: OwnedFields, b: OwnedFields): number =>
    Number(b.dialect.apiVersion === apiVersion) - Number(a.dialect.apiVersion === apiVersion)

const restored = (schema: Schema, whole: unknown, pruned: unknown, kept: FieldSet): unknown => {
  const stays = union(fieldsIn(schema, pruned), withNamedFields(schema, kept))
  return removeFields(schema, whole, difference(fieldsIn(schema, whole), stays))
}

const fieldsIn = (schema: Schema, value: unknown): FieldSet =>
  value === null ? undefined : withNamedFields(schema, fieldsOf(schema, value))
