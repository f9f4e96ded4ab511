import { isRecord } from '../json/fields.ts'
import type { Manifest } from '../kube/object.ts'

/**
 * Whether a manifest may refer to an object of this name: a text of it is the name. Labels and
 * what selects by them are left out, as they name nothing by its name.
 */
export const mentions = (
  { apiVersion: _apiVersion, kind: _kind, metadata: _metadata, ...rest }: Manifest,
  name: string,
) => within(rest, name)

const within = (value: unknown, name: string): boolean => {
  if (typeof value === 'string') return value === name
  if (Array.isArray(value)) return value.some(item => within(item, name))
  return isRecord(value) && Object.keys(value).some(field => !selecting.includes(field) && within(value[field], name))
}

const selecting = ['labels', 'annotations', 'matchLabels', 'selector']
