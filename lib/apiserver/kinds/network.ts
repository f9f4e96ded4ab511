import { numberAt, recordAt, recordsAt, textAt, textsAt } from '../../json/fields.ts'
import type { ApiObject, ResourceType } from '../objects/resourceType.ts'
import { ageColumn, builtin, nameColumn, printedSelector, textColumn } from '../objects/values.ts'
import { wholeObject } from '../schema/objectMeta.ts'
import { shapes } from '../schema/shapes.ts'
import { labelSelectorSchema } from './labelSelector.ts'
import { validateEndpointSlice, validateNetworkPolicy } from './networkRules.ts'

const { text, int32, object, list, open, always, intOrString } = shapes

const orNone = (value: string): string => (value === '' ? '<none>' : value)

const endpointsOf = (endpoints: ApiObject): string =>
  orNone(
    recordsAt(endpoints, 'subsets')
      .flatMap(subset =>
        recordsAt(subset, 'addresses').flatMap(address => {
          const ports = recordsAt(subset, 'ports').map(port => `${textAt(address, 'ip')}:${numberAt(port, 'port')}`)
          return ports.length === 0 ? [textAt(address, 'ip')] : ports
        }),
      )
      .join(','),
  )

const address = open('An address.')
const port = object('A port.', {
  name: text('Its name.'),
  port: int32('Its number.'),
  protocol: text('TCP, UDP or SCTP.', { default: 'TCP' }),
  appProtocol: text('The application protocol.'),
})

export const endpointsType: ResourceType = builtin({
  group: '',
  version: 'v1',
  kind: 'Endpoints',
  listKind: 'EndpointsList',
  plural: 'endpoints',
  singular: 'endpoints',
  shortNames: ['ep'],
  namespaced: true,
  schema: wholeObject('The addresses behind a Service.', {
    subsets: list(
      object('Addresses with the same ports.', {
        addresses: list(address),
        notReadyAddresses: list(address),
        ports: list(port),
      }),
      'The addresses.',
    ),
  }),
  columns: [nameColumn, textColumn('Endpoints', 'The addresses.', endpointsOf), ageColumn],
})

const endpoint = {
  ...open('An endpoint.'),
  properties: { addresses: list(text(), 'Its addresses.'), conditions: always(open('Whether it can be used.')) },
}

const slicePort = {
  ...port,
  properties: { ...port.properties, name: text('Its name.', { default: '' }) },
}

export const endpointSliceType: ResourceType = builtin({
  group: 'discovery.k8s.io',
  version: 'v1',
  kind: 'EndpointSlice',
  plural: 'endpointslices',
  namespaced: true,
  generation: 'all-but-status',
  validate: validateEndpointSlice,
  schema: wholeObject(
    'Some of the addresses behind a Service.',
    {
      addressType: text('IPv4, IPv6 or FQDN.'),
      endpoints: list(endpoint, 'The endpoints.'),
      ports: list(slicePort, 'Their ports.'),
    },
    ['endpoints'],
  ),
  columns: [
    nameColumn,
    textColumn('AddressType', 'IPv4, IPv6 or FQDN.', slice => textAt(slice, 'addressType')),
    textColumn(
      'Ports',
      'Their ports.',
      slice =>
        recordsAt(slice, 'ports')
          .map(of => String(of.port ?? '*'))
          .join(',') || '<unset>',
    ),
    textColumn(
      'Endpoints',
      'The addresses.',
      slice =>
        recordsAt(slice, 'endpoints')
          .flatMap(of => textsAt(of, 'addresses'))
          .join(',') || '<unset>',
    ),
    ageColumn,
  ],
})

const trafficRule = (peers: 'from' | 'to') =>
  object('A rule.', {
    ports: list(
      object('A port.', {
        protocol: text('TCP, UDP or SCTP.', { default: 'TCP' }),
        port: intOrString('Number or name of the port.'),
        endPort: int32('The last port of a range.'),
      }),
      'The ports; all when empty.',
    ),
    [peers]: list(
      object('A peer.', {
        podSelector: labelSelectorSchema('Pods.'),
        namespaceSelector: labelSelectorSchema('Namespaces.'),
        ipBlock: object('Addresses.', { cidr: text('A range.'), except: list(text(), 'Ranges within it.') }),
      }),
      'The peers; all when empty.',
    ),
  })

export const networkPolicyType: ResourceType = builtin({
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'NetworkPolicy',
  plural: 'networkpolicies',
  shortNames: ['netpol'],
  namespaced: true,
  generation: 'spec',
  schema: wholeObject('What traffic of pods is allowed.', {
    spec: always(
      object('What is allowed.', {
        podSelector: always(labelSelectorSchema('The pods.')),
        ingress: list(trafficRule('from'), 'What may come in.'),
        egress: list(trafficRule('to'), 'What may go out.'),
        policyTypes: list(text(), 'Ingress, Egress.'),
      }),
    ),
  }),
  prepare: policy => {
    const spec = recordAt(policy, 'spec')
    const types = recordsAt(spec, 'egress').length === 0 ? ['Ingress'] : ['Ingress', 'Egress']
    return spec.policyTypes === undefined ? { ...policy, spec: { ...spec, policyTypes: types } } : policy
  },
  blank: { spec: { podSelector: {} } },
  validate: validateNetworkPolicy,
  columns: [
    nameColumn,
    textColumn('Pod-Selector', 'The pods.', policy => printedSelector(recordAt(policy, 'spec', 'podSelector'))),
    ageColumn,
  ],
})
