import { equal } from '../../json/equal.ts'
import { isRecord } from '../../json/fields.ts'
import { metaOf, withMeta } from '../objects/meta.ts'
import type { ApiObject, ResourceType } from '../objects/resourceType.ts'
import { timestamp } from '../objects/timestamp.ts'
import { type ClusterState, objectKey, objectOf, putObject, removeObject } from '../store/state.ts'
import { checkPreconditions, type DeleteOptions } from '../wire/deleteOptions.ts'
import { graceOf } from './gracePeriod.ts'

export interface Deletion {
  readonly state: ClusterState
  /** As it was last, or as it stays until its finalizers and its grace period are over. */
  readonly object: ApiObject
  readonly gone: boolean
}

/** Deletes an object, or marks it as deleting where something still holds it. */
export const deleteObject = (
  state: ClusterState,
  type: ResourceType,
  object: ApiObject,
  options: DeleteOptions,
  nowMs: number,
): Deletion => {
  checkPreconditions(type, object, options)
  if (isNamespace(object)) {
    if (metaOf(object).deletionTimestamp === undefined) {
      return written(state, type, object, terminating(object, options, nowMs), options)
    }
    if (hasNamespaceFinalizers(object)) return { state, object, gone: false }
  }
  const grace = graceOf(type, object, options.gracePeriodSeconds, nowMs)
  if (grace._tag === 'Pending') return { state, object, gone: false }
  const finalizers = finalizersFor(metaOf(object).finalizers ?? [], options)
  if (grace._tag === 'Marked') {
    const marked = withFinalizers(grace.object, finalizers)
    const pending = written(state, type, object, marked, options)
    if (finalizers.length > 0 || grace.seconds > 0) return pending
    return options.dryRun ? { ...pending, gone: true } : removed(pending.state, type, pending.object)
  }
  if (finalizers.length > 0) {
    return written(state, type, object, withFinalizers(markedAsDeleting(object, nowMs), finalizers), options)
  }
  return options.dryRun ? { state, object, gone: true } : removed(state, type, object)
}

/** The object stays, as `next`. What is the same already is not written. */
const written = (
  state: ClusterState,
  type: ResourceType,
  object: ApiObject,
  next: ApiObject,
  { dryRun }: DeleteOptions,
): Deletion => {
  if (equal(next, object)) return { state, object, gone: false }
  if (dryRun) return { state, object: next, gone: false }
  const stored = putObject(state, type, next)
  return { state: stored, object: objectOf(stored, type, objectKey(next)) ?? next, gone: false }
}

/** The last that is seen of an object carries the resourceVersion of its deletion. */
const removed = (state: ClusterState, type: ResourceType, object: ApiObject): Deletion => {
  const next = removeObject(state, type, objectKey(object))
  return { state: next, object: withMeta(object, { resourceVersion: String(next.resourceVersion) }), gone: true }
}

const withFinalizers = (object: ApiObject, finalizers: readonly string[]): ApiObject =>
  withMeta(object, { finalizers: finalizers.length > 0 ? finalizers : undefined })

const markedAsDeleting = (object: ApiObject, nowMs: number): ApiObject => {
  const { deletionTimestamp, generation } = metaOf(object)
  const first = deletionTimestamp === undefined
  return withMeta(object, {
    deletionTimestamp: first || Date.parse(deletionTimestamp) > nowMs ? timestamp(nowMs) : deletionTimestamp,
    deletionGracePeriodSeconds: 0,
    ...(first && generation !== undefined && { generation: generation + 1 }),
  })
}

/** The propagation policy is kept as a finalizer, which the garbage collector removes when it is done. */
const finalizersFor = (present: readonly string[], { propagationPolicy }: DeleteOptions): readonly string[] => {
  if (propagationPolicy === undefined) return present
  const others = present.filter(finalizer => finalizer !== 'orphan' && finalizer !== 'foregroundDeletion')
  if (propagationPolicy === 'Foreground') return [...others, 'foregroundDeletion']
  return propagationPolicy === 'Orphan' ? [...others, 'orphan'] : others
}

/** A deleting Namespace says so in its phase, and waits for its content to go. */
const terminating = (namespace: ApiObject, options: DeleteOptions, nowMs: number): ApiObject => ({
  ...withFinalizers(
    withMeta(namespace, { deletionTimestamp: timestamp(nowMs) }),
    finalizersFor(metaOf(namespace).finalizers ?? [], options),
  ),
  status: { ...(isRecord(namespace.status) ? namespace.status : {}), phase: 'Terminating' },
})

/** Whether nothing keeps a deleting object any longer: no grace period, no finalizer, nor one in a Namespace's spec. */
export const isFinished = (object: ApiObject): boolean => {
  const { deletionTimestamp, deletionGracePeriodSeconds = 0, finalizers = [] } = metaOf(object)
  return (
    deletionTimestamp !== undefined &&
    deletionGracePeriodSeconds === 0 &&
    finalizers.length === 0 &&
    !hasNamespaceFinalizers(object)
  )
}

const isNamespace = ({ kind, apiVersion }: ApiObject): boolean => kind === 'Namespace' && apiVersion === 'v1'

const hasNamespaceFinalizers = (object: ApiObject): boolean =>
  isNamespace(object) &&
  isRecord(object.spec) &&
  Array.isArray(object.spec.finalizers) &&
  object.spec.finalizers.length > 0
