import { numberAt, recordAt, recordsAt, textAt, textsAt, withEach } from '../../json/fields.ts'
import { asText } from '../../text/asText.ts'
import type { ApiObject, ResourceType } from '../objects/resourceType.ts'
import { ageColumn, builtin, nameColumn, textColumn } from '../objects/values.ts'
import { wholeObject } from '../schema/objectMeta.ts'
import { shapes } from '../schema/shapes.ts'
import { condition } from './podSpecSchema.ts'
import { allocate, isOutsideRange } from './serviceAllocation.ts'
import { adviseService, validateService } from './serviceRules.ts'

const { text, int32, bool, intOrString, object, list, mapList, textMap, atomic, open, always } = shapes

const schema = wholeObject('A stable address for a set of pods.', {
  spec: always(
    object('The desired behaviour.', {
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
  ),
  status: object('What was last observed.', {
    loadBalancer: object('Status of the load balancer.', { ingress: list(open(), 'Where traffic comes in.') }),
    conditions: mapList(['type'], condition({ observedGeneration: shapes.int64() }), 'Latest observations.'),
  }),
})

/** The defaults of the version. The writer of the Service comes to own them. */
const prepare = (service: ApiObject): ApiObject => {
  const given = withEach(recordAt(service, 'spec'), 'ports', port =>
    (port.targetPort ?? 0) === 0 || port.targetPort === '' ? { ...port, targetPort: port.port } : port,
  )
  const { sessionAffinityConfig, ...rest } = given
  const sticky = given.sessionAffinity === 'ClientIP'
  const outside = isOutsideRange(given)
  const spec = {
    ...rest,
    ...(sticky && { sessionAffinityConfig: sessionAffinityConfig ?? { clientIP: { timeoutSeconds: 10_800 } } }),
    ...(outside && { externalTrafficPolicy: given.externalTrafficPolicy ?? 'Cluster' }),
    ...(given.type !== 'ExternalName' && { internalTrafficPolicy: given.internalTrafficPolicy ?? 'Cluster' }),
    ...(given.type === 'LoadBalancer' && {
      allocateLoadBalancerNodePorts: given.allocateLoadBalancerNodePorts ?? true,
    }),
  }
  const status = { loadBalancer: {}, ...recordAt(service, 'status') }
  return { ...service, spec, status: given.type === 'LoadBalancer' ? withModes(status) : status }
}

/** A load balancer with an address forwards to a virtual one, unless it says otherwise. */
const withModes = (status: ApiObject): ApiObject => ({
  ...status,
  loadBalancer: withEach(recordAt(status, 'loadBalancer'), 'ingress', of =>
    textAt(of, 'ip') !== '' && of.ipMode === undefined ? { ...of, ipMode: 'VIP' } : of,
  ),
})

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

export const serviceType: ResourceType = builtin({
  group: '',
  version: 'v1',
  kind: 'Service',
  plural: 'services',
  shortNames: ['svc'],
  categories: ['all'],
  namespaced: true,
  schema,
  status: true,
  createsOnUpdate: true,
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
            .map(([key, value]) => `${key}=${asText(value)}`)
            .toSorted()
            .join(','),
        ),
      true,
    ),
  ],
  prepare,
  allocate,
  validate: validateService,
  advise: adviseService,
})
