import { ageOf } from '../duration.ts'
import type { ApiObject, ResourceType } from '../resourceType.ts'
import { wholeObject } from '../schema/objectMeta.ts'
import { shapes } from '../schema/shapes.ts'
import { ageColumn, builtin, nameColumn, numberAt, recordAt, recordsAt, textAt, textColumn } from './builtin.ts'
import { condition, quantity } from './podSpecSchema.ts'

const { text, int32, bool, time, object, list, set, mapList, map, open } = shapes

export const Namespace: ResourceType = builtin({
  group: '',
  version: 'v1',
  kind: 'Namespace',
  plural: 'namespaces',
  shortNames: ['ns'],
  namespaced: false,
  verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
  schema: wholeObject('A scope for names.', {
    spec: object('The desired behaviour.', {
      finalizers: list(text(), 'Must be empty before the namespace is removed.'),
    }),
    status: object('What was last observed.', {
      phase: text('Active or Terminating.'),
      conditions: mapList(['type'], condition(), 'Latest observations.'),
    }),
  }),
  status: true,
  columns: [
    nameColumn,
    textColumn('Status', 'Active or Terminating.', namespace => textAt(recordAt(namespace, 'status'), 'phase')),
    ageColumn,
  ],
  prepare: namespace => ({
    ...namespace,
    metadata: withOwnName(recordAt(namespace, 'metadata')),
    spec:
      namespace.spec === undefined || recordAt(namespace, 'spec').finalizers === undefined
        ? { ...recordAt(namespace, 'spec'), finalizers: ['kubernetes'] }
        : namespace.spec,
    status: namespace.status ?? { phase: 'Active' },
  }),
})

const withOwnName = (metadata: ApiObject): ApiObject =>
  metadata.name === undefined || recordAt(metadata, 'labels')['kubernetes.io/metadata.name'] === metadata.name
    ? metadata
    : { ...metadata, labels: { ...recordAt(metadata, 'labels'), 'kubernetes.io/metadata.name': metadata.name } }

const internalAddress = (node: ApiObject, type: string): string => {
  const found = recordsAt(recordAt(node, 'status'), 'addresses').find(address => address.type === type)
  return found === undefined ? '<none>' : textAt(found, 'address')
}

const rolesOf = (node: ApiObject): string => {
  const prefix = 'node-role.kubernetes.io/'
  const roles = Object.keys(recordAt(node, 'metadata', 'labels')).filter(label => label.startsWith(prefix))
  return (
    roles
      .map(label => label.slice(prefix.length))
      .toSorted()
      .join(',') || '<none>'
  )
}

const readinessOf = (node: ApiObject): string => {
  const ready = recordsAt(recordAt(node, 'status'), 'conditions').find(of => of.type === 'Ready')
  const word = ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady'
  return recordAt(node, 'spec').unschedulable === true ? `${word},SchedulingDisabled` : word
}

const infoOf = (node: ApiObject, field: string): string =>
  textAt(recordAt(node, 'status', 'nodeInfo'), field) || '<unknown>'

export const Node: ResourceType = builtin({
  group: '',
  version: 'v1',
  kind: 'Node',
  plural: 'nodes',
  shortNames: ['no'],
  namespaced: false,
  schema: wholeObject('A machine that runs pods.', {
    spec: object('The desired behaviour.', {
      podCIDR: text('IP range of its pods.'),
      podCIDRs: set(text(), 'IP ranges of its pods.'),
      providerID: text('Its identity at the cloud provider.'),
      unschedulable: bool('Whether no new pods come here.'),
      externalID: text('Deprecated.'),
      configSource: open('Deprecated.'),
      taints: list(
        object('What keeps pods away.', { key: text(), value: text(), effect: text(), timeAdded: time() }, [
          'key',
          'effect',
        ]),
        'What keeps pods away.',
      ),
    }),
    status: object('What was last observed.', {
      capacity: map(quantity(), 'All its resources.'),
      allocatable: map(quantity(), 'What pods may use.'),
      phase: text('Deprecated.'),
      conditions: mapList(
        ['type'],
        condition({ lastHeartbeatTime: time('When it was last reported.') }),
        'Latest observations.',
      ),
      addresses: mapList(
        ['type'],
        object('An address.', { type: text(), address: text() }, ['type', 'address']),
        'Its addresses.',
      ),
      nodeInfo: open('Versions of what runs on it.'),
      daemonEndpoints: open('Ports of its daemons.'),
      images: list(open(), 'Images on it.'),
      volumesInUse: list(text()),
      volumesAttached: list(open()),
      config: open(),
      runtimeHandlers: list(open()),
      features: open(),
      declaredFeatures: list(text()),
    }),
  }),
  status: true,
  columns: [
    nameColumn,
    textColumn('Status', 'Whether it is ready.', readinessOf),
    textColumn('Roles', 'Its roles.', rolesOf),
    ageColumn,
    textColumn('Version', 'Version of its kubelet.', node => infoOf(node, 'kubeletVersion')),
    textColumn('Internal-IP', 'Address inside of the cluster.', node => internalAddress(node, 'InternalIP'), true),
    textColumn('External-IP', 'Address outside of the cluster.', node => internalAddress(node, 'ExternalIP'), true),
    textColumn('OS-Image', 'Its operating system.', node => infoOf(node, 'osImage'), true),
    textColumn('Kernel-Version', 'Its kernel.', node => infoOf(node, 'kernelVersion'), true),
    textColumn('Container-Runtime', 'Its container runtime.', node => infoOf(node, 'containerRuntimeVersion'), true),
  ],
})

export const Lease: ResourceType = builtin({
  group: 'coordination.k8s.io',
  version: 'v1',
  kind: 'Lease',
  plural: 'leases',
  namespaced: true,
  schema: wholeObject('A lock that expires.', {
    spec: object('Who holds it, and until when.', {
      holderIdentity: text('Who holds it.'),
      leaseDurationSeconds: int32('Seconds that others wait after renewTime before they take it.'),
      acquireTime: text('When the holder took it.', { format: 'date-time' }),
      renewTime: text('When the holder last renewed it.', { format: 'date-time' }),
      leaseTransitions: int32('How often it changed hands.'),
      strategy: text('How candidates are chosen.'),
      preferredHolder: text('Who should hold it.'),
    }),
  }),
  columns: [
    nameColumn,
    textColumn('Holder', 'Who holds it.', lease => textAt(recordAt(lease, 'spec'), 'holderIdentity')),
    ageColumn,
  ],
})

const objectReference = shapes.atomic(
  object('An object.', {
    kind: text('Its kind.'),
    namespace: text('Its namespace.'),
    name: text('Its name.'),
    uid: text('Its UID.'),
    apiVersion: text('Its API version.'),
    resourceVersion: text('The version that is meant.'),
    fieldPath: text('The part that is meant.'),
  }),
)

const seenColumn = (first: boolean) =>
  textColumn(
    first ? 'First Seen' : 'Last Seen',
    first ? 'How long ago it happened first.' : 'How long ago it happened last.',
    (event, nowMs) => {
      const series = recordAt(event, 'series').lastObservedTime
      const last = series ?? event.lastTimestamp ?? event.deprecatedLastTimestamp
      const start = event.firstTimestamp ?? event.deprecatedFirstTimestamp
      return ageOf((first ? start : last) ?? event.eventTime ?? recordAt(event, 'metadata').creationTimestamp, nowMs)
    },
    first,
  )

const about = (event: ApiObject): string => {
  const { kind, name } =
    event.involvedObject === undefined ? recordAt(event, 'regarding') : recordAt(event, 'involvedObject')
  return `${String(kind ?? '').toLowerCase()}/${String(name ?? '')}`
}

const eventColumns = [
  seenColumn(false),
  textColumn('Type', 'Normal or Warning.', event => textAt(event, 'type')),
  textColumn('Reason', 'A word for machines.', event => textAt(event, 'reason')),
  textColumn('Object', 'What it is about.', about),
  textColumn(
    'Subobject',
    'Which part it is about.',
    event => textAt(recordAt(event, 'involvedObject'), 'fieldPath'),
    true,
  ),
  textColumn(
    'Source',
    'Who says it.',
    event =>
      textAt(recordAt(event, 'source'), 'component') ||
      textAt(event, 'reportingComponent') ||
      textAt(event, 'reportingController'),
    true,
  ),
  textColumn('Message', 'Words for people.', event => (textAt(event, 'message') || textAt(event, 'note')).trim()),
  seenColumn(true),
  textColumn(
    'Count',
    'How often it happened.',
    event => String(numberAt(event, 'count') || numberAt(recordAt(event, 'series'), 'count') || 1),
    true,
  ),
  { ...nameColumn, priority: 1 },
]

const source = object('Who says it.', { component: text('The component.'), host: text('The node.') })
const series = object('A series of the same event.', {
  count: int32('How often.'),
  lastObservedTime: time('When last.'),
})

export const CoreEvent: ResourceType = builtin({
  group: '',
  version: 'v1',
  kind: 'Event',
  plural: 'events',
  shortNames: ['ev'],
  namespaced: true,
  schema: wholeObject('Something that happened to an object.', {
    involvedObject: objectReference,
    reason: text('A word for machines.'),
    message: text('Words for people.'),
    source,
    firstTimestamp: time('When it happened first.'),
    lastTimestamp: time('When it happened last.'),
    count: int32('How often it happened.'),
    type: text('Normal or Warning.'),
    eventTime: time('When it was first observed.'),
    series,
    action: text('What was done or failed.'),
    related: objectReference,
    reportingComponent: text('Which controller says it.'),
    reportingInstance: text('Which instance of it.'),
  }),
  columns: eventColumns,
})

export const Event: ResourceType = builtin({
  group: 'events.k8s.io',
  version: 'v1',
  kind: 'Event',
  plural: 'events',
  shortNames: ['ev'],
  namespaced: true,
  schema: wholeObject('Something that happened to an object.', {
    eventTime: time('When it was first observed.'),
    series,
    reportingController: text('Which controller says it.'),
    reportingInstance: text('Which instance of it.'),
    action: text('What was done or failed.'),
    reason: text('A word for machines.'),
    regarding: objectReference,
    related: objectReference,
    note: text('Words for people.'),
    type: text('Normal or Warning.'),
    deprecatedSource: source,
    deprecatedFirstTimestamp: time('When it happened first.'),
    deprecatedLastTimestamp: time('When it happened last.'),
    deprecatedCount: int32('How often it happened.'),
  }),
  columns: eventColumns,
})
