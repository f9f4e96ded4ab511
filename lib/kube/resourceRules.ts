import type { Fields } from '../json/fields.ts'
import { recordAt } from '../json/fields.ts'
import { asText } from '../text/asText.ts'
import { billionths, canonicalQuantity } from './canonicalQuantity.ts'
import type { FieldError } from './fieldError.ts'
import { fieldError } from './fieldError.ts'
import { qualifiedName } from './names.ts'

/** The rules for the requests and limits of a container. */
export const validateResources = (resources: Fields, path: string): readonly FieldError[] => {
  const limits = recordAt(resources, 'limits')
  const requests = recordAt(resources, 'requests')
  return [
    ...Object.entries(limits).flatMap(([name, amount]) => ofAmount(name, amount, `${path}.limits[${name}]`)),
    ...Object.entries(requests).flatMap(([name, amount]) => [
      ...ofAmount(name, amount, `${path}.requests[${name}]`),
      ...ofLimit(name, amount, limits[name], path),
    ]),
    ...ofPages(Object.keys({ ...limits, ...requests }), path),
  ]
}

const isPages = (name: string): boolean => name.startsWith('hugepages-')

const ofPages = (names: readonly string[], path: string): readonly FieldError[] =>
  names.some(isPages) && !names.includes('cpu') && !names.includes('memory')
    ? [fieldError.forbidden(path, 'HugePages require cpu or memory')]
    : []

/** Huge pages come in whole ones of the size that their name says. */
const isWhole = (name: string, amount: unknown): boolean => {
  if (!isPages(name)) return true
  const size = billionths(name.slice('hugepages-'.length)) ?? 0n
  return size > 0n && size % 1_000_000_000n === 0n && (billionths(amount) ?? 0n) % size === 0n
}

const ofAmount = (name: string, amount: unknown, field: string): readonly FieldError[] => {
  const canonical = canonicalQuantity(amount) ?? asText(amount)
  return [
    ...ofName(name, field),
    ...(canonical.startsWith('-') ? [fieldError.invalid(field, canonical, 'must be greater than or equal to 0')] : []),
    ...(isExtended(name) && (billionths(amount) ?? 0n) % 1_000_000_000n !== 0n
      ? [fieldError.invalid(field, canonical, 'must be an integer')]
      : []),
    ...(isWhole(name, amount)
      ? []
      : [fieldError.invalid(field, canonical, `${canonical} is not positive integer multiple of ${name}`)]),
  ]
}

const ofLimit = (name: string, amount: unknown, limit: unknown, path: string): readonly FieldError[] => {
  const isOvercommitted = isNative(name) && !isPages(name)
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
  if (name.includes('/')) {
    return isNative(name) || isExtended(name) ? [] : [wrong("doesn't follow extended resource name standard")]
  }
  if (standard.has(name) || isPages(name)) return []
  return [
    ...(quotas.has(name) ? [] : [wrong('must be a standard resource type or fully qualified')]),
    wrong('must be a standard resource for containers'),
  ]
}

const isNative = (name: string): boolean => !name.includes('/') || name.includes('kubernetes.io/')

/** An extended resource, such as a device, which comes in whole pieces. A quota must be able to name it. */
const isExtended = (name: string): boolean =>
  !isNative(name) && !name.startsWith('requests.') && qualifiedName(`requests.${name}`).length === 0
