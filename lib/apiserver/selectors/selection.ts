import { metaOf } from '../objects/meta.ts'
import type { ApiObject, ResourceType } from '../objects/resourceType.ts'
import { inVersion } from '../presenting/representation.ts'
import { matchesFields, parseFieldSelector } from './fieldSelector.ts'
import { matchesLabels, parseLabelSelector } from './labelSelector.ts'

/** The namespace and selectors of a list or watch. */
export interface SelectorTexts {
  /** '' for all namespaces. */
  readonly namespace: string
  readonly labelSelector?: string | undefined
  readonly fieldSelector?: string | undefined
}

export type Matches = (object: ApiObject) => boolean

/** The predicate of a selection. `metadata.name=x` in a field selector is how a single object is watched. */
export const selects = (
  type: ResourceType,
  { namespace, labelSelector = '', fieldSelector = '' }: SelectorTexts,
): Matches => {
  const labels = parseLabelSelector(labelSelector)
  const fields = parseFieldSelector(fieldSelector, type)
  if (namespace === '' && labels.length === 0 && fields.length === 0) return matchesAll
  return object =>
    (namespace === '' || metaOf(object).namespace === namespace) &&
    matchesFields(fields, type.conversion === undefined ? object : inVersion(type, object)) &&
    matchesLabels(labels, metaOf(object).labels)
}

const matchesAll: Matches = () => true
