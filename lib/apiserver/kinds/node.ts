import { isRecord, recordAt, recordsAt, textAt, textsAt } from '../../json/fields.ts'
import { canonicalQuantity } from '../../kube/canonicalQuantity.ts'
import type { ApiObject, ResourceType } from '../objects/resourceType.ts'
import { ageColumn, builtin, nameColumn, textColumn } from '../objects/values.ts'
import { wholeObject } from '../schema/objectMeta.ts'
import { shapes } from '../schema/shapes.ts'
import { validateNode } from './nodeRules.ts'
import { condition, quantityField } from './podSpecSchema.ts'

const { text, bool, time, object, list, set, mapList, map, open, timeOrNull } = shapes

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

/** The fields that Go writes of a status that was never reported. */
const blankStatus = {
  daemonEndpoints: { kubeletEndpoint: { Port: 0 } },
  nodeInfo: Object.fromEntries(
    [
      ...['machineID', 'systemUUID', 'bootID', 'kernelVersion', 'osImage', 'containerRuntimeVersion'],
      ...['kubeletVersion', 'kubeProxyVersion', 'operatingSystem', 'architecture'],
    ].map(field => [field, '']),
  ),
}

const canonicalAmounts = (amounts: unknown): ApiObject | undefined =>
  isRecord(amounts)
    ? Object.fromEntries(Object.entries(amounts).map(([name, amount]) => [name, canonicalQuantity(amount) ?? amount]))
    : undefined

export const nodeType: ResourceType = builtin({
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
        object('What keeps pods away.', { key: text(), value: text(), effect: text(), timeAdded: time() }),
        'What keeps pods away.',
      ),
    }),
    status: object('What was last observed.', {
      capacity: map(quantityField(), 'All its resources.'),
      allocatable: map(quantityField(), 'What pods may use.'),
      phase: text('Deprecated.'),
      conditions: mapList(
        ['type'],
        condition({ lastHeartbeatTime: timeOrNull('When it was last reported.') }),
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
  blank: { spec: {}, status: blankStatus },
  prepare: node => {
    const spec = recordAt(node, 'spec')
    const range = textAt(spec, 'podCIDR')
    const isTold = range === '' || textsAt(spec, 'podCIDRs')[0] === range
    const status = recordAt(node, 'status')
    const capacity = canonicalAmounts(status.capacity)
    const allocatable = canonicalAmounts(status.allocatable) ?? capacity
    return {
      ...node,
      spec: isTold ? spec : { ...spec, podCIDRs: [range] },
      status: {
        ...blankStatus,
        ...status,
        ...(capacity !== undefined && { capacity }),
        ...(allocatable !== undefined && { allocatable }),
      },
    }
  },
  validate: validateNode,
  columns: [
    nameColumn,
    textColumn('Status', 'Whether it is ready.', readinessOf),
    textColumn('Roles', 'Its roles.', rolesOf),
    ageColumn,
    textColumn('Version', 'Version of its kubelet.', node =>
      textAt(recordAt(node, 'status', 'nodeInfo'), 'kubeletVersion'),
    ),
    textColumn('Internal-IP', 'Address inside of the cluster.', node => internalAddress(node, 'InternalIP'), true),
    textColumn('External-IP', 'Address outside of the cluster.', node => internalAddress(node, 'ExternalIP'), true),
    textColumn('OS-Image', 'Its operating system.', node => infoOf(node, 'osImage'), true),
    textColumn('Kernel-Version', 'Its kernel.', node => infoOf(node, 'kernelVersion'), true),
    textColumn('Container-Runtime', 'Its container runtime.', node => infoOf(node, 'containerRuntimeVersion'), true),
  ],
})
