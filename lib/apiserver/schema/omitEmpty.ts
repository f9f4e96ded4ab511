import { isRecord } from '../../json/fields.ts'
import type { Schema } from '../../kube/schema.ts'

/**
 * A built-in object without what Go does not write: empty lists, maps and texts that are not required, and
 * the zeros of fields that do not tell zero from absent. Answers `value` itself where there is nothing to leave out.
 */
export const omitEmpty = (schema: Schema, value: unknown): unknown => {
  if (Array.isArray(value)) {
    const { items } = schema
    if (items === undefined) return value
    const next = value.map(item => omitEmpty(items, item))
    return next.some((item, at) => item !== value[at]) ? next : value
  }
  const { properties, additionalProperties } = schema
  if (!isRecord(value)) return value
  if (typeof additionalProperties === 'object' && additionalProperties.type === 'string') return texts(value)
  if (properties === undefined) return value
  let next: { [field: string]: unknown } | undefined
  for (const [field, given] of Object.entries(value)) {
    const of = Object.hasOwn(properties, field) ? properties[field] : undefined
    if (of === undefined) continue
    const kept = omitEmpty(of, given)
    const isNeeded = of['x-sluice-empty'] === undefined && schema.required?.includes(field) === true
    const omitted = !isNeeded && isEmpty(of, kept, field)
    if (kept === given && !omitted) continue
    next ??= { ...value }
    if (omitted) delete next[field]
    else next[field] = kept
  }
  return next ?? value
}

/** No text is the empty one. */
const texts = (map: { readonly [key: string]: unknown }): unknown =>
  Object.values(map).includes(null)
    ? Object.fromEntries(Object.entries(map).map(([key, value]) => [key, value ?? '']))
    : map

const isEmpty = (schema: Schema, value: unknown, field: string): boolean => {
  if (schema['x-sluice-empty'] === 'kept') return false
  if (schema['x-sluice-empty'] === 'omitted') return isZero(value)
  // A list that may be null is written always.
  if (Array.isArray(value)) return value.length === 0 && schema.nullable !== true
  if (isRecord(value)) return schema.additionalProperties !== undefined && Object.keys(value).length === 0
  return (value === '' && !pointers.has(field)) || ((value === 0 || value === false) && plain.has(field))
}

const isZero = (value: unknown): boolean =>
  Array.isArray(value)
    ? value.length === 0
    : isRecord(value)
      ? Object.keys(value).length === 0
      : value === '' || value === 0 || value === false

/** Texts that are pointers in Go, and so may be empty. */
const pointers: ReadonlySet<string> = new Set([
  'appProtocol',
  'holderIdentity',
  'ingressClassName',
  'loadBalancerClass',
  'preferredHolder',
  'runtimeClassName',
  'storageClassName',
  'strategy',
  'trafficDistribution',
])

/** Numbers and booleans that are not pointers in Go. */
const plain: ReadonlySet<string> = new Set([
  'availableReplicas',
  'fullyLabeledReplicas',
  'healthCheckNodePort',
  'hostIPC',
  'hostNetwork',
  'hostPID',
  'hostPort',
  'minReadySeconds',
  'nodePort',
  'observedGeneration',
  'paused',
  'publishNotReadyAddresses',
  'readOnly',
  'readyReplicas',
  'stdin',
  'stdinOnce',
  'tty',
  'unavailableReplicas',
  'unschedulable',
  'updatedReplicas',
])
