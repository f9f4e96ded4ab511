import { qualifiedName } from '../admission/names.ts'
import { billionths, canonicalQuantity } from '../canonicalQuantity.ts'
import type { ApiObject, FieldError } from '../resourceType.ts'
import { fieldError } from '../schema/fieldError.ts'
import { recordAt } from './builtin.ts'

/** What a container may request and be limited to. */
export const validateResources = (resources: ApiObject, path: string): readonly FieldError[] => {
  const limits = recordAt(resources, 'limits')
  const requests = recordAt(resources, 'requests')
  return [
    ...Object.entries(limits).flatMap(([name, amount]) => ofAmount(name, amount, `${path}.limits[${name}]`)),
    ...Object.entries(requests).flatMap(([name, amount]) => [
      ...ofAmount(name, amount, `${path}.requests[${name}]`),
      ...ofLimit(name, amount, limits[name], path),
    ]),
  ]
}

const ofAmount = (name: string, amount: unknown, field: string): readonly FieldError[] => {
  const canonical = canonicalQuantity(amount) ?? String(amount)
  return [
    ...ofName(name, field),
    ...(canonical.startsWith('-') ? [fieldError.invalid(field, canonical, 'must be greater than or equal to 0')] : []),
    ...(isExtended(name) && (billionths(amount) ?? 0n) % 1_000_000_000n !== 0n
      ? [fieldError.invalid(field, canonical, 'must be an integer')]
      : []),
  ]
}

const ofLimit = (name: string, amount: unknown, limit: unknown, path: string): readonly FieldError[] => {
  const isOvercommitted = !isExtended(name) && !name.startsWith('hugepages-')
  if (limit === undefined) {
    return isOvercommitted
      ? []
      : [fieldError.required(`${path}.limits`, 'Limit must be set for non overcommitable resources')]
  }
  const [requested, most] = [billionths(amount) ?? 0n, billionths(limit) ?? 0n]
  if (isOvercommitted ? requested <= most : requested === most) return []
  const relation = isOvercommitted ? 'less than or equal to' : 'equal to'
  const detail = `must be ${relation} ${name} limit of ${canonicalQuantity(limit) ?? String(limit)}`
  return [fieldError.invalid(`${path}.requests`, canonicalQuantity(amount) ?? amount, detail)]
}

const standard = new Set(['cpu', 'memory', 'ephemeral-storage'])
const quotas = new Set([
  ...['pods', 'services', 'replicationcontrollers', 'resourcequotas', 'secrets', 'configmaps', 'storage'],
  ...['persistentvolumeclaims', 'services.nodeports', 'services.loadbalancers', 'limits.cpu', 'limits.memory'],
  ...['requests.cpu', 'requests.memory', 'requests.storage', 'requests.ephemeral-storage', 'limits.ephemeral-storage'],
])

const ofName = (name: string, field: string): readonly FieldError[] => {
  const wrong = (detail: string) => fieldError.invalid(field, name, detail)
  const bad = qualifiedName(name)
  if (bad.length > 0) return bad.map(wrong)
  if (name.includes('/') || standard.has(name) || name.startsWith('hugepages-')) return []
  return [
    ...(quotas.has(name) ? [] : [wrong('must be a standard resource type or fully qualified')]),
    wrong('must be a standard resource for containers'),
  ]
}

/** A device or licence of somebody else's, which comes in whole pieces. */
const isExtended = (name: string): boolean => name.includes('/') && !/^([^/]*\.)?kubernetes\.io\//.test(name)
