import { equal } from '../../json/equal.ts'
import { numberAt, recordAt, recordsAt, textAt } from '../../json/fields.ts'
import type { FieldError } from '../../kube/fieldError.ts'
import { fieldError } from '../../kube/fieldError.ts'
import type { ApiObject, ResourceType } from '../objects/resourceType.ts'
import { ageColumn, builtin, nameColumn, textColumn } from '../objects/values.ts'
import { wholeObject } from '../schema/objectMeta.ts'
import { shapes } from '../schema/shapes.ts'
import { admitPod } from './podAdmission.ts'
import { validatePodSpec } from './podRules.ts'
import { exposePorts, preparePodSpec, requestLimits } from './podSpec.ts'
import { condition, podSpecSchema } from './podSpecSchema.ts'

const { text, int32, int64, bool, time, object, list, mapList, open, timeOrNull } = shapes

const containerState = object('A state; only one of these is set.', {
  waiting: object('Not yet running.', { reason: text(), message: text() }),
  running: object('Running.', { startedAt: time('Since when.') }),
  terminated: object('Ended.', {
    exitCode: int32('Exit status.'),
    signal: int32('Signal that ended it.'),
    reason: text(),
    message: text(),
    startedAt: time(),
    finishedAt: time(),
    containerID: text(),
  }),
})

const containerStatuses = (description: string) =>
  list(
    object('What was last observed of one container.', {
      name: text('Name of the container.'),
      state: containerState,
      lastState: containerState,
      ready: bool('Whether its readiness probe passes.'),
      restartCount: int32('How often it was restarted.'),
      image: text('The image that runs.'),
      imageID: text('The image that runs, by digest.'),
      containerID: text('Its identity on the node.'),
      started: bool('Whether its startup probe passed.'),
      allocatedResources: open(),
      allocatedResourcesStatus: list(open()),
      resources: open(),
      volumeMounts: list(open()),
      user: open(),
      stopSignal: text(),
    }),
    description,
  )

const ips = (field: string, description: string) =>
  mapList([field], object('An address.', { [field]: text('The address.') }, [field]), description)

const schema = wholeObject('Containers that run together on one node.', {
  spec: podSpecSchema,
  status: object('What was last observed.', {
    observedGeneration: int64('The generation that the kubelet has seen.'),
    phase: text('Pending, Running, Succeeded, Failed or Unknown.'),
    conditions: mapList(
      ['type'],
      condition({
        lastProbeTime: timeOrNull('When it was last probed.'),
        observedGeneration: int64('The generation it is about.'),
      }),
      'Latest observations.',
    ),
    message: text('Words for people.'),
    reason: text('A word for machines.'),
    nominatedNodeName: text('Where preemption makes room.'),
    hostIP: text('IP of the node.'),
    hostIPs: ips('ip', 'IPs of the node.'),
    podIP: text('IP of the pod.'),
    podIPs: ips('ip', 'IPs of the pod.'),
    startTime: time('When the kubelet accepted the pod.'),
    initContainerStatuses: containerStatuses('Status of the init containers.'),
    containerStatuses: containerStatuses('Status of the containers.'),
    ephemeralContainerStatuses: containerStatuses('Status of the ephemeral containers.'),
    qosClass: text('Guaranteed, Burstable or BestEffort.'),
    resize: text('Status of a resize.'),
    resourceClaimStatuses: list(open()),
    extendedResourceClaimStatus: open(),
    allocatedResources: open(),
    resources: open(),
  }),
})

const prepare = (pod: ApiObject, old: ApiObject | undefined): ApiObject => {
  const spec = exposePorts(requestLimits(preparePodSpec(recordAt(pod, 'spec'))))
  const linked = spec.enableServiceLinks === undefined ? { ...spec, enableServiceLinks: true } : spec
  const prepared = withAllIps(linked === pod.spec || pod.spec === undefined ? pod : { ...pod, spec: linked })
  if (old !== undefined || prepared.status !== undefined) return prepared
  return { ...prepared, status: { phase: 'Pending', qosClass: qosClassOf(linked) } }
}

/** The one IP is the first of all. */
const withAllIps = (pod: ApiObject): ApiObject => {
  const status = recordAt(pod, 'status')
  const { podIP: ip } = status
  return typeof ip !== 'string' || ip === '' || recordsAt(status, 'podIPs').length > 0
    ? pod
    : { ...pod, status: { ...status, podIPs: [{ ip }] } }
}

/** Guaranteed where every container is limited in CPU and memory to what it requests, BestEffort where none says anything. */
const qosClassOf = (spec: ApiObject): string => {
  const resources = [...recordsAt(spec, 'containers'), ...recordsAt(spec, 'initContainers')].map(of =>
    recordAt(of, 'resources'),
  )
  const computed = ['cpu', 'memory']
  const says = (of: ApiObject) => computed.some(name => recordAt(of, 'limits')[name] ?? recordAt(of, 'requests')[name])
  if (!resources.some(says)) return 'BestEffort'
  const exact = (of: ApiObject) =>
    computed.every(name => {
      const limit = recordAt(of, 'limits')[name]
      return limit !== undefined && equal(limit, recordAt(of, 'requests')[name])
    })
  return resources.every(exact) ? 'Guaranteed' : 'Burstable'
}

const mutable = new Set([
  'tolerations',
  'terminationGracePeriodSeconds',
  'activeDeadlineSeconds',
  'nodeName',
  'schedulingGates',
])

const fixed = (spec: ApiObject): ApiObject => {
  const containers = (field: string) => recordsAt(spec, field).map(container => ({ ...container, image: '' }))
  const kept = Object.entries(spec).filter(([field]) => !mutable.has(field) && field !== 'ephemeralContainers')
  return {
    ...Object.fromEntries(kept),
    containers: containers('containers'),
    initContainers: containers('initContainers'),
  }
}

const validate = (pod: ApiObject, old: ApiObject | undefined): readonly FieldError[] => {
  const spec = recordAt(pod, 'spec')
  const errors = [
    ...(pod.spec === undefined ? [fieldError.required('spec.containers')] : []),
    ...validatePodSpec(spec, 'spec'),
  ]
  if (old === undefined) return errors
  const oldSpec = recordAt(old, 'spec')
  for (const field of ['containers', 'initContainers']) {
    if (recordsAt(spec, field).length !== recordsAt(oldSpec, field).length) {
      return [...errors, fieldError.forbidden(`spec.${field}`, 'pod updates may not add or remove containers')]
    }
  }
  const moved = oldSpec.nodeName !== undefined && oldSpec.nodeName !== spec.nodeName
  if (!moved && equal(fixed(spec), fixed(oldSpec))) return errors
  const detail =
    'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)'
  return [...errors, fieldError.forbidden('spec', detail)]
}

/** The word that kubectl shows for the state of a pod. */
const statusOf = (pod: ApiObject): string => {
  const status = recordAt(pod, 'status')
  if (recordAt(pod, 'metadata').deletionTimestamp !== undefined) return 'Terminating'
  for (const container of recordsAt(status, 'containerStatuses')) {
    const waiting = textAt(recordAt(container, 'state', 'waiting'), 'reason')
    if (waiting !== '') return waiting
    const terminated = textAt(recordAt(container, 'state', 'terminated'), 'reason')
    if (terminated !== '') return terminated
  }
  return textAt(status, 'reason') || textAt(status, 'phase')
}

const orNone = (value: string): string => (value === '' ? '<none>' : value)

export const podType: ResourceType = builtin({
  group: '',
  version: 'v1',
  kind: 'Pod',
  plural: 'pods',
  shortNames: ['po'],
  categories: ['all'],
  namespaced: true,
  schema,
  status: true,
  statusLeaves: ['ownerReferences'],
  generation: 'spec',
  columns: [
    nameColumn,
    textColumn('Ready', 'Number of ready containers out of all.', pod => {
      const statuses = recordsAt(recordAt(pod, 'status'), 'containerStatuses')
      return `${statuses.filter(of => of.ready === true).length}/${recordsAt(recordAt(pod, 'spec'), 'containers').length}`
    }),
    textColumn('Status', 'The state of the pod.', statusOf),
    textColumn('Restarts', 'How often its containers were restarted.', pod =>
      String(
        recordsAt(recordAt(pod, 'status'), 'containerStatuses').reduce(
          (sum, of) => sum + numberAt(of, 'restartCount'),
          0,
        ),
      ),
    ),
    ageColumn,
    textColumn('IP', 'IP of the pod.', pod => orNone(textAt(recordAt(pod, 'status'), 'podIP')), true),
    textColumn('Node', 'Node of the pod.', pod => orNone(textAt(recordAt(pod, 'spec'), 'nodeName')), true),
    textColumn(
      'Nominated Node',
      'Where preemption makes room.',
      pod => orNone(textAt(recordAt(pod, 'status'), 'nominatedNodeName')),
      true,
    ),
    textColumn('Readiness Gates', 'Further conditions of readiness.', pod => gatesOf(pod), true),
  ],
  blank: { spec: { containers: [] }, status: {} },
  prepare,
  allocate: admitPod,
  validate,
})

const gatesOf = (pod: ApiObject): string => {
  const gates = recordsAt(recordAt(pod, 'spec'), 'readinessGates')
  if (gates.length === 0) return '<none>'
  const conditions = recordsAt(recordAt(pod, 'status'), 'conditions')
  const met = gates.filter(gate => conditions.some(of => of.type === gate.conditionType && of.status === 'True'))
  return `${met.length}/${gates.length}`
}
