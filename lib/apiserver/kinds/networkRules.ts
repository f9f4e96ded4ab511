import { equal } from '../../json/equal.ts'
import { recordAt, recordsAt, textAt, textsAt } from '../../json/fields.ts'
import type { FieldError } from '../../kube/fieldError.ts'
import { fieldError } from '../../kube/fieldError.ts'
import type { ApiObject } from '../objects/resourceType.ts'
import { formats } from '../schema/formats.ts'
import { oneOf, portName, portNumber } from './fieldRules.ts'
import { selectorErrors } from './labelSelector.ts'

/** The rules for NetworkPolicies and EndpointSlices. */

export const validateNetworkPolicy = (policy: ApiObject): readonly FieldError[] => {
  const spec = recordAt(policy, 'spec')
  return [
    ...selectorErrors(recordAt(spec, 'podSelector'), 'spec.podSelector'),
    ...(['ingress', 'egress'] as const).flatMap(direction =>
      recordsAt(spec, direction).flatMap((rule, index) =>
        ofRule(rule, direction === 'ingress' ? 'from' : 'to', `spec.${direction}[${index}]`),
      ),
    ),
    ...textsAt(spec, 'policyTypes').flatMap((type, index) =>
      type === 'Ingress' || type === 'Egress'
        ? []
        : [fieldError.notSupported(`spec.policyTypes[${index}]`, type, ['Ingress', 'Egress'])],
    ),
  ]
}

const ofRule = (rule: ApiObject, peers: 'from' | 'to', path: string): readonly FieldError[] => [
  ...recordsAt(rule, 'ports').flatMap((port, index) => {
    const at = `${path}.ports[${index}]`
    return [
      ...oneOf(port, 'protocol', at, ['TCP', 'UDP', 'SCTP']),
      ...(typeof port.port === 'string' ? portName(port.port, `${at}.port`) : portNumber(port.port, `${at}.port`)),
    ]
  }),
  ...recordsAt(rule, peers).flatMap((peer, index) => ofPeer(peer, `${path}.${peers}[${index}]`)),
]

const ofPeer = (peer: ApiObject, path: string): readonly FieldError[] => {
  const given = ['podSelector', 'namespaceSelector', 'ipBlock'].filter(field => peer[field] !== undefined)
  return [
    ...['podSelector', 'namespaceSelector'].flatMap(field => selectorErrors(recordAt(peer, field), `${path}.${field}`)),
    ...(peer.ipBlock === undefined ? [] : ofBlock(recordAt(peer, 'ipBlock'), `${path}.ipBlock`)),
    ...(given.length === 0 ? [fieldError.required(path, 'must specify a peer')] : []),
    ...(given.length > 1 && peer.ipBlock !== undefined
      ? [fieldError.forbidden(path, 'may not specify both ipBlock and another peer')]
      : []),
  ]
}

const ofBlock = (block: ApiObject, path: string): readonly FieldError[] => {
  const cidr = textAt(block, 'cidr')
  if (cidr === '') return [fieldError.required(`${path}.cidr`)]
  return formats.cidr?.(cidr) === true
    ? []
    : [fieldError.invalid(`${path}.cidr`, cidr, 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)')]
}

const families: { readonly [type: string]: 'ipv4' | 'ipv6' | undefined } = { IPv4: 'ipv4', IPv6: 'ipv6' }

export const validateEndpointSlice = (slice: ApiObject, old: ApiObject | undefined): readonly FieldError[] => {
  const type = textAt(slice, 'addressType')
  return [
    ...(type === ''
      ? [fieldError.required('addressType')]
      : oneOf(slice, 'addressType', '', ['FQDN', 'IPv4', 'IPv6']).map(error => ({ ...error, field: 'addressType' }))),
    ...(equal(slice.endpoints, old?.endpoints) ? [] : recordsAt(slice, 'endpoints')).flatMap((endpoint, index) => {
      const at = `endpoints[${index}].addresses`
      const addresses = textsAt(endpoint, 'addresses')
      if (addresses.length === 0) return [fieldError.required(at, 'must contain at least 1 address')]
      return addresses.flatMap((address, index) => ofAddress(address, type, at, index))
    }),
    ...(old !== undefined && old.addressType !== slice.addressType
      ? [fieldError.invalid('addressType', slice.addressType, 'field is immutable')]
      : []),
  ]
}

const ofAddress = (address: string, type: string, path: string, index: number): readonly FieldError[] => {
  const family = families[type]
  if (family === undefined) return []
  if (formats.ipv4?.(address) !== true && formats.ipv6?.(address) !== true) {
    return [
      fieldError.invalid(`${path}[${index}]`, address, 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'),
    ]
  }
  return formats[family]?.(address) === true ? [] : [fieldError.invalid(path, address, `must be an ${type} address`)]
}
