import { metaOf } from '../objects/meta.ts'
import type { ApiObject, ResourceType } from '../objects/resourceType.ts'
import { validateRules } from '../schema/validateRules.ts'

const standard = new Set(['orphan', 'foregroundDeletion', 'kubernetes'])

/** Warnings of the server about an object that it stores. */
export const warningsOf = (type: ResourceType, object: ApiObject, old: ApiObject | undefined): readonly string[] => {
  if (!type.custom) return type.advise?.(object, old) ?? []
  const before: ReadonlySet<string> = new Set(old === undefined ? [] : metaOf(old).finalizers)
  return [...forgiven(type, object, old), ...ofFinalizers(metaOf(object).finalizers, before)]
}

/** Rules that an update violates where it changed nothing. */
const forgiven = (type: ResourceType, object: ApiObject, old: ApiObject | undefined): readonly string[] =>
  old === undefined
    ? []
    : validateRules(type.schema, object, old, '', false, 'untouched').map(
        ({ field, message }) => `${field}: ${message}`,
      )

const ofFinalizers = (finalizers: readonly string[] | undefined, before: ReadonlySet<string>): readonly string[] =>
  [...new Set(finalizers)]
    .filter(finalizer => !before.has(finalizer) && !finalizer.includes('/') && !standard.has(finalizer))
    .sort()
    .map(
      finalizer =>
        `metadata.finalizers: ${JSON.stringify(finalizer)}: prefer a domain-qualified finalizer name to avoid accidental conflicts with other finalizer writers`,
    )
