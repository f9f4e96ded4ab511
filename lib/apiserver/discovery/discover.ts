import { failure } from '../../kube/status.ts'
import type { ApiObject, ResourceType } from '../objects/resourceType.ts'
import { statusResponse } from '../wire/refusal.ts'
import type { ApiRequest, ApiResponse } from '../wire/request.ts'
import { aggregatedDiscovery, wantsAggregated } from './aggregated.ts'
import { apiGroup, apiGroups, groupNames, resourceList, versionsOf } from './groups.ts'
import { openApiDocument, openApiIndex } from './openApi.ts'
import { openApiV2 } from './openApiV2.ts'
import { openApiV2Asked, openApiV2Protobuf } from './openApiV2Message.ts'

/** Answers what clients ask to learn what is served; `undefined` for every other request. */
export const discover = (registry: readonly ResourceType[], request: ApiRequest): ApiResponse | undefined => {
  const parts = request.path.split('/').filter(part => part !== '')
  const found = documentAt(registry, request, parts)
  if (found === undefined) return parts[0] === 'openapi' ? nothing : undefined
  // The documents of all groups and of one are given to any method.
  if (parts[0] === 'apis' && parts.length < 3) return found
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return statusResponse(
      failure(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource'),
    )
  return found
}

/** A document that is not there is not talked about. */
const nothing: ApiResponse = { _tag: 'Body', code: 404, body: '', contentType: '' }

const documentAt = (
  registry: readonly ResourceType[],
  request: ApiRequest,
  parts: readonly string[],
): ApiResponse | undefined => {
  const [root, second, third] = parts
  switch (root) {
    case 'api':
      if (parts.length === 1) {
        if (wantsAggregated(request.accept)) return aggregated(aggregatedDiscovery(registry, true))
        return ok({ kind: 'APIVersions', versions: versionsOf(registry, ''), serverAddressByClientCIDRs: [] })
      }
      return parts.length === 2 && versionsOf(registry, '').includes(second ?? '')
        ? ok(resourceList(registry, '', second ?? ''))
        : undefined
    case 'apis':
      if (parts.length === 1) {
        return wantsAggregated(request.accept)
          ? aggregated(aggregatedDiscovery(registry, false))
          : ok(apiGroups(registry))
      }
      if (!groupNames(registry).includes(second ?? '')) return undefined
      if (parts.length === 2) return ok(apiGroup(registry, second ?? ''))
      return parts.length === 3 && versionsOf(registry, second ?? '').includes(third ?? '')
        ? ok(resourceList(registry, second ?? '', third ?? ''))
        : undefined
    case 'openapi':
      return ofOpenApi(registry, request, parts)
    default:
      return undefined
  }
}

const ofOpenApi = (
  registry: readonly ResourceType[],
  request: ApiRequest,
  parts: readonly string[],
): ApiResponse | undefined => {
  const [, version, kind, group, groupVersion] = parts
  if (version === 'v2' && parts.length === 2) {
    const document = openApiV2(registry)
    return [openApiV2Asked, openApiV2Protobuf].some(media => request.accept?.includes(media))
      ? { ...ok(document), contentType: openApiV2Protobuf }
      : ok(document)
  }
  if (version !== 'v3') return undefined
  if (parts.length === 2) return ok(openApiIndex(registry))
  const core = kind === 'api' && parts.length === 4 && versionsOf(registry, '').includes(group ?? '')
  if (core) return ok(openApiDocument(registry, '', group ?? ''))
  const named = kind === 'apis' && parts.length === 5 && versionsOf(registry, group ?? '').includes(groupVersion ?? '')
  return named && group !== '' ? ok(openApiDocument(registry, group ?? '', groupVersion ?? '')) : undefined
}

const ok = (body: ApiObject) => ({ _tag: 'Body', code: 200, body }) as const

const aggregated = (body: ApiObject): ApiResponse => ({
  _tag: 'Body',
  code: 200,
  body,
  contentType: 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList',
  headers: { Vary: 'Accept' },
})
