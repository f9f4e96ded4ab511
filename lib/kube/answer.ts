import { isRecord } from '../json/fields.ts'
import type { KubeObject } from './object.ts'

/** Readers of the server's answer to a write: an object, or a Status in its place. */

export const metadataOf = (answer: unknown): { readonly uid?: string; readonly resourceVersion?: string } => {
  const metadata = isRecord(answer) && isRecord(answer.metadata) ? answer.metadata : {}
  const { uid, resourceVersion } = metadata
  return {
    ...(typeof uid === 'string' && { uid }),
    ...(typeof resourceVersion === 'string' && { resourceVersion }),
  }
}

/** A Status is not one. */
export const isObject = (answer: unknown): answer is KubeObject => metadataOf(answer).uid !== undefined

/** A Status instead of the object, or an object that nothing keeps any longer: the server has removed it. */
export const isGone = (answer: unknown): boolean => !isObject(answer) || (isDeleting(answer) && !isKept(answer))

/** Some kinds answer a delete with their last state; one that has to wait for something is marked. */
export const isDeleted = (answer: unknown): boolean => isGone(answer) || (isObject(answer) && !isDeleting(answer))

const isDeleting = ({ metadata }: KubeObject): boolean => metadata.deletionTimestamp !== undefined

/** Whether a finalizer or the grace period of a Pod holds up a deletion. */
const isKept = ({ metadata }: KubeObject): boolean =>
  (metadata.finalizers ?? []).length > 0 || Number(Reflect.get(metadata, 'deletionGracePeriodSeconds') ?? 0) > 0
