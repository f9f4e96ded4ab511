import { badRequest, methodNotAllowed, methodNotSupported, noSuchResource, notFound } from '../kube/status.ts'
import { review } from './access/review.ts'
import { attributesOf, type ResourceAttributes } from './call/attributes.ts'
import type { ApiCall, CallAnswer } from './call/call.ts'
import { discover } from './discovery/discover.ts'
import { settleDefinitions } from './lifecycle/settleDefinitions.ts'
import { acceptedOf } from './presenting/accept.ts'
import { present } from './presenting/present.ts'
import { builtinTypes } from './store/builtinTypes.ts'
import { type ClusterState, typeOf } from './store/state.ts'
import { create } from './verbs/create.ts'
import { deleteOne } from './verbs/delete.ts'
import { deleteCollection } from './verbs/deleteCollection.ts'
import { finalize } from './verbs/finalize.ts'
import { get } from './verbs/get.ts'
import { list } from './verbs/list.ts'
import { patch } from './verbs/patch.ts'
import { podSubresourceOf } from './verbs/pods/podSubresources.ts'
import { scale } from './verbs/scale.ts'
import { update } from './verbs/update.ts'
import { watch } from './verbs/watch.ts'
import { checkContentType } from './wire/contentType.ts'
import { health } from './wire/health.ts'
import { RefusedRequest, refuse, statusResponse, telling } from './wire/refusal.ts'
import type { ApiRequest, ApiResponse } from './wire/request.ts'
import { checkWriteOptions } from './writing/writeOptions.ts'

/** Answers one request. Never throws for a bad request: whatever is wrong with it becomes a Status. */
export const handle = (state: ClusterState, request: ApiRequest, nowMs: number): CallAnswer => {
  try {
    const read = health(request) ?? review(state, request, nowMs) ?? discover(state.types, request)
    return read === undefined ? routed(state, request, nowMs) : { state, response: read }
  } catch (error) {
    if (error instanceof RefusedRequest) return { state, response: statusResponse(error.status, error.warnings) }
    throw error
  }
}

const routed = (state: ClusterState, request: ApiRequest, nowMs: number): CallAnswer => {
  const attributes = attributesOf(request)
  if (attributes._tag === 'Path') return { state, response: isBelowBuiltin(request.path) ? nothingThere : noSuchPath }
  if (request.method === 'HEAD') return refuse(methodNotAllowed())
  const call = callOf(state, attributes, request, nowMs)
  if (call === undefined) return { state, response: noSuchPath }
  acceptedOf(request.accept, call.type.custom)
  checkContentType(request)
  checkWriteOptions(attributes.verb, request.query)
  const { deprecationWarning } = call.type
  if (deprecationWarning === undefined) return present(call, dispatch(state, call, attributes.verb))
  const warnings = [deprecationWarning]
  return withWarnings(
    present(
      call,
      telling(warnings, () => dispatch(state, call, attributes.verb)),
    ),
    warnings,
  )
}

const withWarnings = ({ state, response }: CallAnswer, warnings: readonly string[]): CallAnswer => ({
  state,
  response: { ...response, warnings: [...warnings, ...(response.warnings ?? [])] },
})

const builtinGroups: ReadonlySet<string> = new Set(builtinTypes.map(({ group }) => group))

/** Below a group of the server itself, a path that does not exist is answered with a Status. */
const isBelowBuiltin = (path: string): boolean => {
  const [root, group] = path.split('/').filter(part => part !== '')
  return root === 'api' || (root === 'apis' && group !== undefined && builtinGroups.has(group))
}

const nothingThere = statusResponse(noSuchResource())

const noSuchPath: ApiResponse = {
  _tag: 'Body',
  code: 404,
  body: '404 page not found\n',
  contentType: 'text/plain; charset=utf-8',
}

/** `undefined` where the path fits no custom resource of its scope: the real server looks no further. */
const callOf = (
  state: ClusterState,
  attributes: ResourceAttributes,
  request: ApiRequest,
  nowMs: number,
): ApiCall | undefined => {
  const { group, version, resource, name, subresource, verb } = attributes
  const type = typeOf(state, group, version, resource)
  if (type === undefined) return builtinGroups.has(group) ? refuse(noSuchResource()) : undefined
  if (!type.custom && !type.namespaced && attributes.namespace !== '' && type.plural !== 'namespaces') {
    return refuse(noSuchResource())
  }
  const everywhere = attributes.namespace === '' && (verb === 'list' || verb === 'watch')
  if (type.custom && !everywhere && type.namespaced !== (attributes.namespace !== '')) return undefined
  const namespace = type.namespaced ? attributes.namespace : ''
  if (type.namespaced && namespace === '' && name !== '') return refuse(noSuchResource())
  return { request, type, namespace, name, subresource, nowMs }
}

type Verb = (state: ClusterState, call: ApiCall) => CallAnswer

const dispatch = (state: ClusterState, call: ApiCall, verb: string): CallAnswer => {
  const given = answered(state, call, verb)
  return given.state === state ? given : { ...given, state: settleDefinitions(given.state, call.type, call.nowMs) }
}

const answered = (state: ClusterState, call: ApiCall, verb: string): CallAnswer => {
  const { subresource, type, name } = call
  if (subresource === 'scale' && type.scale !== undefined) return scale(state, call, verb)
  if (subresource === 'finalize' && type.group === '' && type.plural === 'namespaces') {
    return verb === 'update' ? finalize(state, call) : refuse(methodNotAllowed())
  }
  const ofPod = podSubresourceOf(type, subresource)
  if (ofPod !== undefined) return ofPod.verb === verb ? ofPod.run(state, call) : refuse(methodNotAllowed())
  if (subresource !== '' && !(subresource === 'status' && type.status)) {
    return refuse(type.custom ? notFound(type, name) : noSuchResource())
  }
  if (type.custom && name === '' && (verb === 'update' || verb === 'patch')) {
    return refuse(badRequest('name must be provided'))
  }
  // The real server looks at no name where a custom resource is created.
  if (type.custom && verb === 'create' && subresource === '' && name !== '') return create(state, { ...call, name: '' })
  const run = (name === '' ? onCollection : subresource === '' ? onObject : onStatus)[verb]
  if (run === undefined || !(type.verbs.includes(verb) || subresource !== '')) {
    return refuse(type.custom ? methodNotSupported(type, verb) : methodNotAllowed())
  }
  if (name === '' && type.namespaced && call.namespace === '' && verb !== 'list' && verb !== 'watch') {
    return refuse(methodNotAllowed())
  }
  return run(state, call)
}

const onCollection: { readonly [verb: string]: Verb } = { list, watch, create, deletecollection: deleteCollection }
const onStatus: { readonly [verb: string]: Verb } = { get, update, patch }
const onObject: { readonly [verb: string]: Verb } = { get, watch, update, patch, delete: deleteOne }
