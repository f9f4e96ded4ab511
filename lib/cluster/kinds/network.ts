import type { ApiObject, ResourceType } from '../resourceType.ts'
import { wholeObject } from '../schema/objectMeta.ts'
import { shapes } from '../schema/shapes.ts'
import {
  ageColumn,
  builtin,
  nameColumn,
  numberAt,
  printedSelector,
  recordAt,
  recordsAt,
  textAt,
  textColumn,
  textsAt,
} from './builtin.ts'
import { labelSelectorSchema } from './labelSelector.ts'

const { text, int32, object, list, open } = shapes

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

export const Endpoints: ResourceType = builtin({
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

export const EndpointSlice: ResourceType = builtin({
  group: 'discovery.k8s.io',
  version: 'v1',
  kind: 'EndpointSlice',
  plural: 'endpointslices',
  namespaced: true,
  schema: wholeObject(
    'Some of the addresses behind a Service.',
    {
      addressType: text('IPv4, IPv6 or FQDN.'),
      endpoints: list(open('An endpoint.'), 'The endpoints.'),
      ports: list(port, 'Their ports.'),
    },
    ['addressType', 'endpoints'],
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

export const NetworkPolicy: ResourceType = builtin({
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'NetworkPolicy',
  plural: 'networkpolicies',
  shortNames: ['netpol'],
  namespaced: true,
  generation: 'spec',
  schema: wholeObject('What traffic of pods is allowed.', {
    spec: object('What is allowed.', {
      podSelector: labelSelectorSchema('The pods.'),
      ingress: list(open('A rule.'), 'What may come in.'),
      egress: list(open('A rule.'), 'What may go out.'),
      policyTypes: list(text(), 'Ingress, Egress.'),
    }),
  }),
  columns: [
    nameColumn,
    textColumn('Pod-Selector', 'The pods.', policy => printedSelector(recordAt(policy, 'spec', 'podSelector'))),
    ageColumn,
  ],
})
