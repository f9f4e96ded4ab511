import { isRecord } from '../../../json/fields.ts'
import { asText } from '../../../text/asText.ts'
import { metaOf } from '../../objects/meta.ts'
import type { ApiObject, ScalePaths } from '../../objects/resourceType.ts'

/** The autoscaling/v1 Scale that shows the replicas of an object. */
export const scaleOf = (object: ApiObject, paths: ScalePaths): ApiObject => {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = metaOf(object)
  const replicas = fieldAt(object, parts(paths.specReplicasPath))
  const selector = paths.labelSelectorPath === undefined ? undefined : fieldAt(object, parts(paths.labelSelectorPath))
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    // Zero is not written.
    spec: { ...(typeof replicas === 'number' && replicas !== 0 && { replicas }) },
    status: {
      replicas: fieldAt(object, parts(paths.statusReplicasPath)) ?? 0,
      ...(selector !== undefined && { selector: isRecord(selector) ? selectorText(selector) : selector }),
    },
  }
}

/** The spec of a Scale, which leaves out zero. */
export const replicasOf = ({ spec }: ApiObject): unknown => (isRecord(spec) ? (spec.replicas ?? 0) : 0)

export const withReplicas = (object: ApiObject, { specReplicasPath }: ScalePaths, replicas: number): ApiObject =>
  setAt(object, parts(specReplicasPath), replicas)

export const parts = (path: string): readonly string[] => path.split('.').filter(part => part !== '')

export const fieldAt = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((of, field) => (isRecord(of) ? of[field] : undefined), value)

const setAt = (object: ApiObject, [field, ...rest]: readonly string[], value: unknown): ApiObject => {
  if (field === undefined) return object
  const inner = object[field]
  return { ...object, [field]: rest.length === 0 ? value : setAt(isRecord(inner) ? inner : {}, rest, value) }
}

/** A LabelSelector as text, in the order of the keys: `app=web,tier in (a,b)`. */
const selectorText = ({ matchLabels, matchExpressions }: ApiObject): string => {
  const labels = isRecord(matchLabels)
    ? Object.entries(matchLabels).map(([key, value]) => ({ key, text: `${key}=${asText(value)}` }))
    : []
  const expressions = Array.isArray(matchExpressions)
    ? matchExpressions.filter(isRecord).map(one => ({ key: asText(one.key), text: expressionText(one) }))
    : []
  return [...labels, ...expressions]
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ text }) => text)
    .join(',')
}

const expressionText = ({ key, operator, values }: ApiObject): string => {
  const listed = Array.isArray(values) ? `(${[...values].sort().join(',')})` : '()'
  switch (operator) {
    case 'Exists':
      return asText(key)
    case 'DoesNotExist':
      return `!${asText(key)}`
    default:
      return `${asText(key)} ${operator === 'In' ? 'in' : 'notin'} ${listed}`
  }
}
