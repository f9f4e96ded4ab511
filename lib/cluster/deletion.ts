import { equal, isRecord } from '../equal.ts'
import type { DeleteOptions } from './deleteOptions.ts'
import { metaOf, withMeta } from './meta.ts'
import type { ApiObject, ResourceType } from './resourceType.ts'
import { type ClusterState, objectKey, objectOf, put, remove } from './state.ts'
import { conflict, refuse } from './status.ts'
import { timestamp } from './timestamp.ts'

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
  const meta = metaOf(object)
  checkPreconditions(type, object, options)
  const finalizers = finalizersFor(meta.finalizers ?? [], options)
  const grace = graceSeconds(type, object, options)
  const pending = meta.deletionTimestamp !== undefined
  // A later deletion may shorten the grace period, never lengthen it.
  const seconds = pending ? Math.min(grace, meta.deletionGracePeriodSeconds ?? 0) : grace
  const shortened = pending && seconds < (meta.deletionGracePeriodSeconds ?? 0)
  const marked = terminating(
    withMeta(object, {
      finalizers: finalizers.length > 0 ? finalizers : undefined,
      ...((!pending || shortened) && {
        deletionTimestamp: timestamp(nowMs + seconds * 1000),
        deletionGracePeriodSeconds: seconds,
        ...(meta.generation !== undefined && !pending && { generation: meta.generation + 1 }),
      }),
    }),
  )
  const key = objectKey(object)
  if (isFinished(marked)) {
    // What goes at once was never seen as deleting.
    const last = pending ? marked : withMeta(object, { finalizers: undefined })
    return { state: options.dryRun ? state : remove(state, type, key, last), object, gone: true }
  }
  if (pending && !shortened && equal(marked, object)) return { state, object, gone: false }
  if (options.dryRun) return { state, object: marked, gone: false }
  const stored = put(state, type, marked)
  return { state: stored, object: objectOf(stored, type, key) ?? marked, gone: false }
}

const checkPreconditions = (type: ResourceType, object: ApiObject, { uid, resourceVersion }: DeleteOptions): void => {
  const meta = metaOf(object)
  const name = meta.name ?? ''
  if (uid !== undefined && uid !== meta.uid) {
    refuse(
      conflict(
        type,
        name,
        `the UID in the precondition (${uid}) does not match the UID in record (${meta.uid ?? ''}). The object might have been deleted and then recreated`,
      ),
    )
  }
  if (resourceVersion !== undefined && resourceVersion !== meta.resourceVersion) {
    refuse(
      conflict(
        type,
        name,
        `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${meta.resourceVersion ?? ''}). The object might have been modified`,
      ),
    )
  }
}

/** The propagation policy is kept as a finalizer, which the garbage collector removes when it is done. */
const finalizersFor = (present: readonly string[], { propagationPolicy }: DeleteOptions): readonly string[] => {
  if (propagationPolicy === undefined) return present
  const others = present.filter(finalizer => finalizer !== 'orphan' && finalizer !== 'foregroundDeletion')
  if (propagationPolicy === 'Foreground') return [...others, 'foregroundDeletion']
  return propagationPolicy === 'Orphan' ? [...others, 'orphan'] : others
}

/** Only a Pod that runs on a node is given time to end. */
const graceSeconds = (type: ResourceType, object: ApiObject, { gracePeriodSeconds }: DeleteOptions): number => {
  if (type.group !== '' || type.plural !== 'pods' || !isRecord(object.spec)) return 0
  const phase = isRecord(object.status) ? object.status.phase : undefined
  const bound = typeof object.spec.nodeName === 'string' && object.spec.nodeName !== ''
  if (!bound || phase === 'Failed' || phase === 'Succeeded') return 0
  const asked = gracePeriodSeconds ?? object.spec.terminationGracePeriodSeconds
  if (typeof asked !== 'number') return 30
  return asked < 0 ? 1 : asked
}

/** A deleting Namespace says so in its phase. */
const terminating = (object: ApiObject): ApiObject =>
  object.kind === 'Namespace' && object.apiVersion === 'v1'
    ? { ...object, status: { ...(isRecord(object.status) ? object.status : {}), phase: 'Terminating' } }
    : object

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

const hasNamespaceFinalizers = (object: ApiObject): boolean =>
  object.kind === 'Namespace' &&
  isRecord(object.spec) &&
  Array.isArray(object.spec.finalizers) &&
  object.spec.finalizers.length > 0
