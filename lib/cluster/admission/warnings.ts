import { metaOf } from '../meta.ts'
import type { ApiObject, ResourceType } from '../resourceType.ts'

const standard = new Set(['orphan', 'foregroundDeletion', 'kubernetes'])

/** What the server advises against, and stores. */
export const warningsOf = (type: ResourceType, object: ApiObject, old: ApiObject | undefined): readonly string[] => {
  if (!type.custom) return type.advise?.(object, old) ?? []
  const before = new Set(old === undefined ? [] : metaOf(old).finalizers)
  return [...new Set(metaOf(object).finalizers)]
    .filter(finalizer => !before.has(finalizer) && !finalizer.includes('/') && !standard.has(finalizer))
    .sort()
    .map(
      finalizer =>
        `metadata.finalizers: ${JSON.stringify(finalizer)}: prefer a domain-qualified finalizer name to avoid accidental conflicts with other finalizer writers`,
    )
}
