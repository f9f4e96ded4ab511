import { equal } from './equal.ts'
import { isRecord } from './fields.ts'

/** One step of a JSON patch (RFC 6902). */
export type PatchStep =
  | { readonly op: 'add' | 'replace'; readonly path: string; readonly value: unknown }
  | { readonly op: 'remove'; readonly path: string }

/**
 * The JSON patch that makes `after` of `before`, both JSON; a field that is `undefined` counts as absent.
 * Fields are added, replaced and removed one by one, lists as a whole. Equal values give no step.
 */
export const patchBetween = (before: unknown, after: unknown, path = ''): readonly PatchStep[] => {
  if (equal(before, after)) return []
  if (!isRecord(before) || !isRecord(after)) return [{ op: 'replace', path, value: after }]
  const fields = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...fields].flatMap(field => {
    const [was, is] = [own(before, field), own(after, field)]
    const at = `${path}/${field.replaceAll('~', '~0').replaceAll('/', '~1')}`
    if (was === undefined) return is === undefined ? [] : [{ op: 'add' as const, path: at, value: is }]
    return is === undefined ? [{ op: 'remove' as const, path: at }] : patchBetween(was, is, at)
  })
}

const own = (of: { readonly [field: string]: unknown }, field: string): unknown =>
  Object.hasOwn(of, field) ? of[field] : undefined
