import { badRequest, notFound } from '../../kube/status.ts'
import { checkMayCreate } from '../access/checkMayCreate.ts'
import { type ApiCall, answerWith, type CallAnswer, keyOfCall } from '../call/call.ts'
import { decodeBody } from '../decoding/decode.ts'
import { checkNamespace } from '../lifecycle/namespaceLifecycle.ts'
import { type Meta, metaOf } from '../objects/meta.ts'
import type { ApiObject } from '../objects/resourceType.ts'
import { inVersion } from '../presenting/representation.ts'
import { type ClusterState, objectOf } from '../store/state.ts'
import { refuse, telling } from '../wire/refusal.ts'
import { checkUid, checkVersion } from '../writing/checkVersion.ts'
import { writeNew, writeOver } from '../writing/write.ts'

/** PUT of an object or of its status. What does not exist is created where its kind allows that. */
export const update = (state: ClusterState, call: ApiCall): CallAnswer => {
  const { object, warnings } = decodeBody(call.type, call.request.body, call.request)
  return telling(warnings, () => replaced(state, call, object, warnings))
}

const replaced = (state: ClusterState, call: ApiCall, object: ApiObject, warnings: readonly string[]): CallAnswer => {
  const { type, name } = call
  checkIdentity(call, metaOf(object))
  const old = objectOf(state, type, keyOfCall(call))
  if (old === undefined) {
    if (type.createsOnUpdate !== true) return refuse(notFound(type, name))
    checkMayCreate(state, call)
    checkNamespace(state, call)
    checkUid(call, '', metaOf(object).uid)
    const created = writeNew(state, call, { object, warnings, tracked: false })
    return answerWith(created.state, 201, created.object, created.warnings)
  }
  checkVersion(call, old, metaOf(object))
  const written = writeOver(state, call, inVersion(type, old), { object, warnings, tracked: false })
  return answerWith(written.state, 200, written.object, written.warnings)
}

/** Name and namespace of the body are those of the path. */
const checkIdentity = ({ name, namespace }: ApiCall, meta: Meta): void => {
  if (meta.name === undefined || meta.name === '') {
    refuse(badRequest(`the name of the object (${name} based on URL) was undeterminable: name must be provided`))
  }
  if (meta.name !== name) {
    refuse(badRequest(`the name of the object (${meta.name}) does not match the name on the URL (${name})`))
  }
  if ((meta.namespace ?? namespace) !== namespace) {
    refuse(
      badRequest(
        `the namespace of the object (${meta.namespace}) does not match the namespace on the request (${namespace})`,
      ),
    )
  }
}
