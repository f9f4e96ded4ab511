import { equal } from '../../json/equal.ts'
import { numberAt, recordAt, recordsAt, textAt, textsAt } from '../../json/fields.ts'
import type { FieldError } from '../../kube/fieldError.ts'
import { fieldError } from '../../kube/fieldError.ts'
import { qualifiedName, subdomain } from '../../kube/names.ts'
import { asText } from '../../text/asText.ts'
import type { ApiObject } from '../objects/resourceType.ts'
import { labelErrors } from '../rules/validateMetadata.ts'
import { formats } from '../schema/formats.ts'
import { namedErrors, oneOf, portNumber, portNumberOrName, requiredText } from './fieldRules.ts'
import { isOutsideRange } from './serviceAllocation.ts'

/** The rules for a Service, in the order of the real server. */
export const validateService = (service: ApiObject, old: ApiObject | undefined): readonly FieldError[] => {
  const spec = recordAt(service, 'spec')
  const type = textAt(spec, 'type')
  const headless = textsAt(spec, 'clusterIPs')[0] === 'None' && textsAt(spec, 'clusterIPs').length === 1
  const ports = recordsAt(spec, 'ports')
  const unplaced = ofFamilies(spec)
  if (unplaced.length > 0) return unplaced
  return [
    ...(old === undefined ? [] : ofChange(spec, recordAt(old, 'spec'))),
    ...(ports.length === 0 && !headless && type !== 'ExternalName' ? [fieldError.required('spec.ports')] : []),
    ...(headless && (type === 'LoadBalancer' || type === 'NodePort')
      ? [fieldError.invalid('spec.clusterIPs[0]', 'None', `may not be set to 'None' for ${type} services`)]
      : []),
    ...(type === 'ExternalName' ? ofExternalName(spec) : []),
    ...ofPorts(ports),
    ...oneOf(spec, 'sessionAffinity', 'spec', ['ClientIP', 'None']),
    ...oneOf(spec, 'type', 'spec', ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort']),
    ...ofNodePorts(type, ports),
    ...ofRepeatedPorts(ports),
    ...(spec.allocateLoadBalancerNodePorts !== undefined && type !== 'LoadBalancer'
      ? [fieldError.forbidden('spec.allocateLoadBalancerNodePorts', "may only be used when `type` is 'LoadBalancer'")]
      : []),
    ...ofTraffic(spec),
    ...labelErrors(recordAt(spec, 'selector'), 'spec.selector'),
    ...(headless || type === 'ExternalName' ? [] : ofAddresses(spec, 'clusterIPs')),
    ...ofAddresses(spec, 'externalIPs'),
    ...textsAt(spec, 'ipFamilies').flatMap((family, index) =>
      family === 'IPv4' || family === 'IPv6'
        ? []
        : [fieldError.notSupported(`spec.ipFamilies[${index}]`, family, ['IPv4', 'IPv6'])],
    ),
    ...(type !== 'LoadBalancer' && textsAt(spec, 'loadBalancerSourceRanges').length > 0
      ? // The real server spells the field so.
        [fieldError.forbidden('spec.LoadBalancerSourceRanges', "may only be used when `type` is 'LoadBalancer'")]
      : []),
    ...recordsAt(recordAt(service, 'status', 'loadBalancer'), 'ingress').flatMap(({ ip = '' }, index) =>
      ip === '' ? [] : ofAddress(asText(ip), `status.loadBalancer.ingress[${index}].ip`),
    ),
    ...(type !== 'LoadBalancer' && recordsAt(recordAt(service, 'status', 'loadBalancer'), 'ingress').length > 0
      ? [fieldError.forbidden('status.loadBalancer.ingress', "may only be used when `spec.type` is 'LoadBalancer'")]
      : []),
  ]
}

/** The cluster has IPv4 alone. Addresses are given out before anything else is looked at. */
const ofFamilies = (spec: ApiObject): readonly FieldError[] => {
  const isAnybodys = spec.clusterIP === 'None' && Object.keys(recordAt(spec, 'selector')).length === 0
  if (spec.type === 'ExternalName' || isAnybodys) return []
  return [
    ...(spec.ipFamilyPolicy === 'RequireDualStack'
      ? [
          fieldError.invalid(
            'spec.ipFamilyPolicy',
            spec.ipFamilyPolicy,
            'this cluster is not configured for dual-stack services',
          ),
        ]
      : []),
    ...textsAt(spec, 'ipFamilies').flatMap((family, at) =>
      family === 'IPv6' ? [fieldError.invalid(`spec.ipFamilies[${at}]`, family, 'not configured on this cluster')] : [],
    ),
  ]
}

const ofAddresses = (spec: ApiObject, field: string): readonly FieldError[] =>
  textsAt(spec, field).flatMap((address, index) => ofAddress(address, `spec.${field}[${index}]`))

const ofAddress = (address: string, path: string): readonly FieldError[] =>
  formats.ipv4?.(address) === true || formats.ipv6?.(address) === true
    ? []
    : [fieldError.invalid(path, address, 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)')]

/** Warnings about fields of a Service that have no effect. */
export const adviseService = (service: ApiObject): readonly string[] => {
  const spec = recordAt(service, 'spec')
  const headless = spec.type === 'ClusterIP' && spec.clusterIP === 'None'
  const external = spec.type === 'ExternalName'
  const outside = textsAt(spec, 'externalIPs').length > 0
  return [
    ...(headless && textAt(spec, 'loadBalancerIP') !== ''
      ? ['spec.loadBalancerIP is ignored for headless services']
      : []),
    ...(headless && outside ? ['spec.externalIPs is ignored for headless services'] : []),
    ...(headless && spec.sessionAffinity !== 'None' ? ['spec.SessionAffinity is ignored for headless services'] : []),
    ...(outside && !headless && !external
      ? ['spec.externalIPs is deprecated and may no longer be implemented in some clusters']
      : []),
    ...(external && outside ? ['spec.externalIPs is ignored when spec.type is "ExternalName"'] : []),
    ...(!external && textAt(spec, 'externalName') !== ''
      ? ['spec.externalName is ignored when spec.type is not "ExternalName"']
      : []),
    ...(spec.trafficDistribution === 'PreferClose'
      ? ['spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"']
      : []),
  ]
}

const ofChange = (spec: ApiObject, before: ApiObject): readonly FieldError[] => {
  if (spec.type === 'ExternalName' || before.type === 'ExternalName') return []
  const [now, then] = [textsAt(spec, 'clusterIPs'), textsAt(before, 'clusterIPs')]
  if (now[0] === then[0]) return []
  return [fieldError.invalid('spec.clusterIPs[0]', now, 'may not change once set')]
}

const ofExternalName = (spec: ApiObject): readonly FieldError[] => [
  ...['clusterIPs', 'ipFamilies', 'ipFamilyPolicy']
    .filter(field => spec[field] !== undefined)
    .map(field => fieldError.forbidden(`spec.${field}`, 'may not be set for ExternalName services')),
  ...requiredText(spec, 'externalName', 'spec'),
  ...namedErrors(spec, 'externalName', 'spec', subdomain),
]

const ofPorts = (ports: readonly ApiObject[]): readonly FieldError[] => {
  const names = new Set<string>()
  return ports.flatMap((port, index) => {
    const at = `spec.ports[${index}]`
    const name = textAt(port, 'name')
    const repeated = name !== '' && names.has(name)
    names.add(name)
    return [
      ...(ports.length > 1 ? requiredText(port, 'name', at) : []),
      ...namedErrors(port, 'name', at),
      ...(repeated ? [fieldError.duplicate(`${at}.name`, name)] : []),
      ...portNumber(port.port ?? 0, `${at}.port`),
      ...oneOf(port, 'protocol', at, ['SCTP', 'TCP', 'UDP']),
      ...portNumberOrName(port.targetPort, `${at}.targetPort`),
      ...(textAt(port, 'appProtocol') === '' ? [] : qualifiedName(textAt(port, 'appProtocol'))).map(wrong =>
        fieldError.invalid(`${at}.appProtocol`, port.appProtocol, wrong),
      ),
    ]
  })
}

const ofNodePorts = (type: string, ports: readonly ApiObject[]): readonly FieldError[] => {
  const seen = new Set<string>()
  return ports.flatMap((port, index) => {
    const nodePort = numberAt(port, 'nodePort')
    if (nodePort === 0) return []
    const at = `spec.ports[${index}].nodePort`
    const id = `${nodePort}/${textAt(port, 'protocol')}`
    const repeated = seen.has(id)
    seen.add(id)
    return [
      ...(type === 'ClusterIP' ? [fieldError.forbidden(at, "may not be used when `type` is 'ClusterIP'")] : []),
      ...(repeated ? [fieldError.duplicate(at, nodePort)] : []),
      ...(type !== 'ClusterIP' && (nodePort < 30_000 || nodePort > 32_767)
        ? [
            fieldError.invalid(
              at,
              nodePort,
              'provided port is not in the valid range. The range of valid ports is 30000-32767',
            ),
          ]
        : []),
    ]
  })
}

const ofRepeatedPorts = (ports: readonly ApiObject[]): readonly FieldError[] =>
  ports.flatMap(({ port, protocol }, index) =>
    ports.slice(0, index).some(other => equal([other.port, other.protocol], [port, protocol]))
      ? [fieldError.duplicate(`spec.ports[${index}]`, { port, protocol })]
      : [],
  )

const ofTraffic = (spec: ApiObject): readonly FieldError[] => {
  const field = 'spec.externalTrafficPolicy'
  const policy = textAt(spec, 'externalTrafficPolicy')
  const internal = oneOf(spec, 'internalTrafficPolicy', 'spec', ['Cluster', 'Local'])
  if (!isOutsideRange(spec)) {
    return policy === ''
      ? internal
      : [fieldError.invalid(field, policy, 'may only be set for externally-accessible services'), ...internal]
  }
  return [
    ...(policy === ''
      ? [fieldError.required(field)]
      : oneOf(spec, 'externalTrafficPolicy', 'spec', ['Cluster', 'Local'])),
    ...internal,
  ]
}
