import { badRequest } from '../../kube/status.ts'
import type { ApiCall } from '../call/call.ts'
import { metaOf, withMeta } from '../objects/meta.ts'
import type { ApiObject } from '../objects/resourceType.ts'
import { timestamp } from '../objects/timestamp.ts'
import { nameSuffix, uid } from '../objects/uid.ts'
import { type ClusterState, draw, objectOf } from '../store/state.ts'
import { refuse } from '../wire/refusal.ts'

/** A new object with its namespace, its name (generated where only a prefix is given), uid and creation time. */
export const identify = (state: ClusterState, call: ApiCall, object: ApiObject): readonly [ClusterState, ApiObject] => {
  const { type, namespace, nowMs } = call
  const meta = metaOf(object)
  if (type.namespaced && (meta.namespace ?? namespace) !== namespace) {
    return refuse(badRequest('the namespace of the provided object does not match the namespace sent on the request'))
  }
  const [drawn, counter] = draw(state)
  const [named, name] = nameOf(drawn, call, meta.name, meta.generateName)
  return [
    named,
    withMeta(object, {
      ...(name !== undefined && { name }),
      namespace: type.namespaced ? namespace : undefined,
      uid: uid(state.seed, counter),
      creationTimestamp: timestamp(nowMs),
      resourceVersion: undefined,
      deletionTimestamp: undefined,
      deletionGracePeriodSeconds: undefined,
    }),
  ]
}

/** The longest prefix that leaves room for the suffix. */
const mostPrefix = 58

const nameOf = (
  state: ClusterState,
  { type, namespace }: Pick<ApiCall, 'type' | 'namespace'>,
  name: string | undefined,
  prefix: string | undefined,
): readonly [ClusterState, string | undefined] => {
  if ((name ?? '') !== '' || (prefix ?? '') === '') return [state, name]
  const [drawn, counter] = draw(state)
  const generated = `${(prefix ?? '').slice(0, mostPrefix)}${nameSuffix(state.seed, counter)}`
  const key = namespace === '' ? generated : `${namespace}/${generated}`
  return objectOf(state, type, key) === undefined
    ? [drawn, generated]
    : nameOf(drawn, { type, namespace }, name, prefix)
}
