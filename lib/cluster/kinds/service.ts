import type { ApiObject, FieldError, ResourceType } from '../resourceType.ts'
import { fieldError } from '../schema/fieldError.ts'
import { wholeObject } from '../schema/objectMeta.ts'
import { shapes } from '../schema/shapes.ts'
import {
  ageColumn,
  builtin,
  nameColumn,
  numberAt,
  recordAt,
  recordsAt,
  textAt,
  textColumn,
  textsAt,
  withEach,
} from './builtin.ts'
import { dnsLabelRule, oneOf, portNumber } from './podSpec.ts'
import { condition } from './podSpecSchema.ts'

const { text, int32, bool, intOrString, object, list, mapList, textMap, atomic, open } = shapes

const schema = wholeObject('A stable address for a set of pods.', {
  spec: object('The desired behaviour.', {
    ports: mapList(
      ['port', 'protocol'],
      object(
        'A port of the Service.',
        {
          name: text('Unique in the Service; may be missing where there is only one port.'),
          protocol: text('TCP, UDP or SCTP.', { default: 'TCP' }),
          appProtocol: text('The application protocol.'),
          port: int32('The port that is exposed.'),
          targetPort: intOrString('Number or name of the port of the pods; the same as port by default.'),
          nodePort: int32('Port on each node.'),
        },
        ['port'],
      ),
      'The ports that are exposed.',
    ),
    selector: atomic(textMap('Labels of the pods that traffic goes to.')),
    clusterIP: text('IP of the Service, None for a headless one. Cannot be changed.'),
    clusterIPs: list(text(), 'IPs of the Service.'),
    type: text('ClusterIP, NodePort, LoadBalancer or ExternalName.', { default: 'ClusterIP' }),
    externalIPs: list(text(), 'Further IPs that nodes accept traffic for.'),
    sessionAffinity: text('ClientIP or None.', { default: 'None' }),
    loadBalancerIP: text('Deprecated.'),
    loadBalancerSourceRanges: list(text(), 'Who may reach the load balancer.'),
    externalName: text('What an ExternalName refers to.'),
    externalTrafficPolicy: text('Cluster or Local.'),
    healthCheckNodePort: int32('Port of the health check.'),
    publishNotReadyAddresses: bool('Whether pods count before they are ready.'),
    sessionAffinityConfig: open('Options of the session affinity.'),
    ipFamilies: list(text(), 'IPv4, IPv6.'),
    ipFamilyPolicy: text('SingleStack, PreferDualStack or RequireDualStack.'),
    allocateLoadBalancerNodePorts: bool('Whether a load balancer gets node ports.'),
    loadBalancerClass: text('Which implementation is used.'),
    internalTrafficPolicy: text('Cluster or Local.'),
    trafficDistribution: text('Preference of endpoints.'),
  }),
  status: object('What was last observed.', {
    loadBalancer: object('Status of the load balancer.', { ingress: list(open(), 'Where traffic comes in.') }),
    conditions: mapList(['type'], condition({ observedGeneration: shapes.int64() }), 'Latest observations.'),
  }),
})

/** The `n`th address of 10.96.0.0/12, past the first ten, which belong to the cluster itself. */
const addressOf = (n: number): string => {
  const size = 2 ** 20 - 12
  const offset = 11 + (Math.abs(Math.trunc(n)) % size)
  return `10.${96 + (offset >> 16)}.${(offset >> 8) & 255}.${offset & 255}`
}

const prepare = (service: ApiObject, old: ApiObject | undefined, unique: () => number): ApiObject => {
  const given = recordAt(service, 'spec')
  const oldSpec = old && recordAt(old, 'spec')
  const external = textAt(given, 'type') === 'ExternalName'
  let spec = withEach(given, 'ports', port =>
    port.targetPort === undefined ? { ...port, targetPort: port.port } : port,
  )
  const { clusterIP, clusterIPs, ipFamilies, ipFamilyPolicy, internalTrafficPolicy, ...rest } = spec
  if (!external) {
    const address =
      textAt(spec, 'clusterIP') ||
      textsAt(spec, 'clusterIPs')[0] ||
      textAt(oldSpec ?? {}, 'clusterIP') ||
      addressOf(unique())
    spec = {
      ...rest,
      clusterIP: address,
      clusterIPs: clusterIPs ?? [address],
      ipFamilies: ipFamilies ?? ['IPv4'],
      ipFamilyPolicy: ipFamilyPolicy ?? 'SingleStack',
      internalTrafficPolicy: internalTrafficPolicy ?? 'Cluster',
    }
  }
  if (spec.type === 'NodePort' || spec.type === 'LoadBalancer') spec = withNodePorts(spec, oldSpec, unique)
  return { ...service, spec, ...(service.status === undefined && { status: { loadBalancer: {} } }) }
}

const withNodePorts = (spec: ApiObject, oldSpec: ApiObject | undefined, unique: () => number): ApiObject => {
  const before = recordsAt(oldSpec ?? {}, 'ports')
  const ports = withEach(spec, 'ports', port => {
    if (numberAt(port, 'nodePort') !== 0) return port
    const same = before.find(of => of.port === port.port && of.protocol === port.protocol)
    return { ...port, nodePort: numberAt(same ?? {}, 'nodePort') || 30_000 + (Math.abs(Math.trunc(unique())) % 2768) }
  })
  return {
    ...ports,
    externalTrafficPolicy: ports.externalTrafficPolicy ?? 'Cluster',
    ...(spec.type === 'LoadBalancer' && { allocateLoadBalancerNodePorts: ports.allocateLoadBalancerNodePorts ?? true }),
  }
}

const validate = (service: ApiObject, old: ApiObject | undefined): readonly FieldError[] => {
  const spec = recordAt(service, 'spec')
  const type = textAt(spec, 'type')
  const headless = spec.clusterIP === 'None'
  const ports = recordsAt(spec, 'ports')
  const errors: FieldError[] = [
    ...oneOf(spec, 'type', 'spec', ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort']),
  ]
  if (ports.length === 0 && type !== 'ExternalName' && !headless) errors.push(fieldError.required('spec.ports'))
  errors.push(...ofPorts(ports), ...oneOf(spec, 'sessionAffinity', 'spec', ['ClientIP', 'None']))
  if (type === 'ExternalName' && textAt(spec, 'externalName') === '')
    errors.push(fieldError.required('spec.externalName'))
  const oldSpec = old && recordAt(old, 'spec')
  if (oldSpec !== undefined && type !== 'ExternalName' && textAt(oldSpec, 'type') !== 'ExternalName') {
    const before = textAt(oldSpec, 'clusterIP')
    if (before !== '' && spec.clusterIP !== before) {
      errors.push(fieldError.invalid('spec.clusterIPs[0]', spec.clusterIPs, 'may not change once set'))
    }
  }
  return errors
}

const ofPorts = (ports: readonly ApiObject[]): readonly FieldError[] => {
  const errors: FieldError[] = []
  const names = new Set<string>()
  const exposed = new Set<string>()
  for (const [index, port] of ports.entries()) {
    const at = `spec.ports[${index}]`
    const name = textAt(port, 'name')
    if (name === '' && ports.length > 1) errors.push(fieldError.required(`${at}.name`))
    if (name !== '' && !/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name)) {
      errors.push(fieldError.invalid(`${at}.name`, name, dnsLabelRule))
    }
    if (name !== '' && names.has(name)) errors.push(fieldError.duplicate(`${at}.name`, name))
    names.add(name)
    errors.push(
      ...portNumber(port.port, `${at}.port`),
      ...oneOf(port, 'protocol', at, ['SCTP', 'TCP', 'UDP']),
      ...portNumber(port.targetPort, `${at}.targetPort`),
    )
    const identity = `${String(port.port)}/${String(port.protocol)}`
    if (exposed.has(identity)) {
      errors.push(fieldError.duplicate(at, { port: port.port, protocol: port.protocol }))
    }
    exposed.add(identity)
  }
  return errors
}

const orNone = (value: string): string => (value === '' ? '<none>' : value)

const externalOf = (service: ApiObject): string => {
  const spec = recordAt(service, 'spec')
  const ips = textsAt(spec, 'externalIPs')
  if (textAt(spec, 'type') === 'ExternalName') return orNone(textAt(spec, 'externalName'))
  if (textAt(spec, 'type') !== 'LoadBalancer') return orNone(ips.join(','))
  const ingress = recordsAt(recordAt(service, 'status', 'loadBalancer'), 'ingress').map(
    of => textAt(of, 'ip') || textAt(of, 'hostname'),
  )
  return [...ingress, ...ips].join(',') || '<pending>'
}

const portsOf = (service: ApiObject): string =>
  orNone(
    recordsAt(recordAt(service, 'spec'), 'ports')
      .map(
        port =>
          `${numberAt(port, 'port')}${numberAt(port, 'nodePort') === 0 ? '' : `:${numberAt(port, 'nodePort')}`}/${textAt(port, 'protocol')}`,
      )
      .join(','),
  )

export const Service: ResourceType = builtin({
  group: '',
  version: 'v1',
  kind: 'Service',
  plural: 'services',
  shortNames: ['svc'],
  categories: ['all'],
  namespaced: true,
  schema,
  status: true,
  columns: [
    nameColumn,
    textColumn('Type', 'How it is exposed.', service => textAt(recordAt(service, 'spec'), 'type')),
    textColumn('Cluster-IP', 'IP of the Service.', service => orNone(textAt(recordAt(service, 'spec'), 'clusterIP'))),
    textColumn('External-IP', 'Addresses outside of the cluster.', externalOf),
    textColumn('Port(s)', 'The ports that are exposed.', portsOf),
    ageColumn,
    textColumn(
      'Selector',
      'Which pods traffic goes to.',
      service =>
        orNone(
          Object.entries(recordAt(service, 'spec', 'selector'))
            .map(([key, value]) => `${key}=${String(value)}`)
            .toSorted()
            .join(','),
        ),
      true,
    ),
  ],
  prepare,
  validate,
})
