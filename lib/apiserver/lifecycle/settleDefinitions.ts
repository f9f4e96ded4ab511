import { equal } from '../../json/equal.ts'
import type { ApiCall } from '../call/call.ts'
import { type DefinitionCondition, definitionConditionOf, isTrueOf, withCondition } from '../crds/condition.ts'
import { customResourceDefinitionType } from '../crds/customResourceDefinition.ts'
import { metaOf, withMeta } from '../objects/meta.ts'
import type { ApiObject, ResourceType } from '../objects/resourceType.ts'
import { trackUpdate } from '../ownership/trackUpdate.ts'
import {
  type ClusterState,
  collectionOf,
  objectKey,
  objectOf,
  objectsOf,
  putObject,
  removeObject,
} from '../store/state.ts'
import { acceptNames } from './acceptNames.ts'
import { deleteObject } from './deletion.ts'
import { crdFinalizer, isCrd } from './removal.ts'

/**
 * The work of the API server's own controllers after a request: they accept the names of CRDs and establish them,
 * and clear away the objects of those that go. Here it happens at once, in as many writes as there.
 */
export const settleDefinitions = (state: ClusterState, type: ResourceType, nowMs: number): ClusterState => {
  if (isCrd(type)) {
    return [...objectsOf(state, customResourceDefinitionType)].reduce(
      (next, crd) => settled(next, objectKey(crd), nowMs),
      state,
    )
  }
  if (!type.custom) return state
  const key = `${type.plural}.${type.group}`
  const crd = objectOf(state, customResourceDefinitionType, key)
  return crd === undefined || metaOf(crd).deletionTimestamp === undefined ? state : settled(state, key, nowMs)
}

/** Step by step, until none is left to do. */
const settled = (state: ClusterState, key: string, nowMs: number): ClusterState => {
  for (let at = state; ; ) {
    const next = step(at, key, nowMs)
    if (next === at) return at
    at = next
  }
}

const step = (state: ClusterState, key: string, nowMs: number): ClusterState => {
  const crd = objectOf(state, customResourceDefinitionType, key)
  if (crd === undefined) return state
  if (metaOf(crd).deletionTimestamp !== undefined) return finalized(state, crd, nowMs)
  const others = [...objectsOf(state, customResourceDefinitionType)].filter(other => other !== crd)
  const named = acceptNames(crd, others, nowMs)
  if (!equal(named, crd)) return written(state, crd, named, nowMs)
  const ready = isTrueOf(crd, 'NamesAccepted') && !isTrueOf(crd, 'Established')
  return ready ? written(state, crd, withCondition(crd, established, nowMs), nowMs) : state
}

const finalized = (state: ClusterState, crd: ApiObject, nowMs: number): ClusterState => {
  const { finalizers = [] } = metaOf(crd)
  if (!finalizers.includes(crdFinalizer)) return state
  if (definitionConditionOf(crd, 'Terminating')?.reason !== inProgress.reason) {
    return written(state, crd, withCondition(crd, inProgress, nowMs), nowMs)
  }
  const type = state.types.find(({ custom, group, plural }) => custom && `${plural}.${group}` === metaOf(crd).name)
  const cleared = type === undefined ? state : withoutObjects(state, type, nowMs)
  if (type !== undefined && !collectionOf(cleared, type).objects.isEmpty()) return cleared
  const others = finalizers.filter(finalizer => finalizer !== crdFinalizer)
  if (others.length === 0) return removeObject(cleared, customResourceDefinitionType, objectKey(crd))
  const done = type === undefined ? neverEstablished : completed
  return written(cleared, crd, withMeta(withCondition(crd, done, nowMs), { finalizers: others }), nowMs)
}

/** Those with finalizers stay for now. */
const withoutObjects = (state: ClusterState, type: ResourceType, nowMs: number): ClusterState =>
  [...objectsOf(state, type)].reduce(
    (next, object) => deleteObject(next, type, object, { dryRun: false }, nowMs).state,
    state,
  )

/** A status update by the server itself. */
const written = (state: ClusterState, old: ApiObject, crd: ApiObject, nowMs: number): ClusterState => {
  const call: ApiCall = {
    request: { method: 'PUT', path: '', query: {}, userAgent: 'kube-apiserver', user: { name: '', groups: [] } },
    type: customResourceDefinitionType,
    namespace: '',
    name: metaOf(crd).name ?? '',
    subresource: 'status',
    nowMs,
  }
  return putObject(state, customResourceDefinitionType, trackUpdate(call, old, crd))
}

const established: DefinitionCondition = {
  type: 'Established',
  status: 'True',
  reason: 'InitialNamesAccepted',
  message: 'the initial names have been accepted',
}

const inProgress: DefinitionCondition = {
  type: 'Terminating',
  status: 'True',
  reason: 'InstanceDeletionInProgress',
  message: 'CustomResource deletion is in progress',
}

const completed: DefinitionCondition = {
  type: 'Terminating',
  status: 'False',
  reason: 'InstanceDeletionCompleted',
  message: 'removed all instances',
}

const neverEstablished: DefinitionCondition = {
  type: 'Terminating',
  status: 'False',
  reason: 'NeverEstablished',
  message: 'resource was never established',
}
