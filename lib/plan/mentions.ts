import { isRecord } from '../json/fields.ts'
import type { Manifest, Ref } from '../kube/object.ts'

/**
 * Whether a manifest may refer to an object: a text of it is the name. Labels and what selects
 * by them are left out, as they name nothing by its name. `isShared`: another child has the name
 * too, so a field on the way to it must tell the kind, as `configMap`, `secretName` and
 * `serviceAccountName` do.
 */
export const mentions = (
  { apiVersion: _apiVersion, kind: _kind, metadata: _metadata, ...rest }: Manifest,
  { kind, name }: Pick<Ref, 'kind' | 'name'>,
  isShared: boolean,
): boolean => {
  const word = kind.toLowerCase()
  const within = (value: unknown, isOfKind: boolean): boolean => {
    if (typeof value === 'string') return isOfKind && value === name
    if (Array.isArray(value)) return value.some(item => within(item, isOfKind))
    if (!isRecord(value)) return false
    return Object.keys(value).some(
      field => !selecting.includes(field) && within(value[field], isOfKind || field.toLowerCase().includes(word)),
    )
  }
  return within(rest, !isShared)
}

const selecting = ['labels', 'annotations', 'matchLabels', 'selector']
