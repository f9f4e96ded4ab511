import type { Controller } from '../controller/controller.ts'
import type { KubeObject } from '../kube/object.ts'
import { targetOf } from './diffChild.ts'
import type { Effect } from './plan.ts'

interface Declared extends Pick<Controller, 'finalizer' | 'retiredFinalizers'> {
  readonly cleanup?: unknown
}

/** Adds the finalizer to an object that lives, and takes the retired ones away. */
export const finalizersOf = (controller: Declared, object: KubeObject): readonly Effect[] => {
  const { finalizer } = controller
  const { finalizers: present = [] } = object.metadata
  const retired = retiredOf(controller, object)
  const rest = present.filter(each => !retired.includes(each))
  const target = targetOf(object)
  if (finalizer !== undefined && !present.includes(finalizer))
    return [{ _tag: 'AddFinalizer', target, finalizers: [...rest, finalizer] }]
  return retired.length === 0 ? [] : [{ _tag: 'RemoveFinalizer', target, finalizers: rest, isRetired: true }]
}

/** Takes the finalizer and the retired ones from an object that is being deleted; nothing where it has none of them. */
export const freed = (controller: Declared, object: KubeObject): readonly Effect[] => {
  const { finalizers: present = [] } = object.metadata
  const left = present.filter(each => each !== controller.finalizer && !controller.retiredFinalizers?.includes(each))
  return left.length === present.length ? [] : [{ _tag: 'RemoveFinalizer', target: targetOf(object), finalizers: left }]
}

/** Whether an object that its codec refuses may go: it is being deleted, and no function would have to read it. */
export const mayGoUnread = ({ cleanup }: Declared, { metadata }: KubeObject): boolean =>
  metadata.deletionTimestamp !== undefined && cleanup === undefined

const retiredOf = ({ retiredFinalizers = [] }: Declared, { metadata }: KubeObject): readonly string[] =>
  (metadata.finalizers ?? []).filter(each => retiredFinalizers.includes(each))
