import type { ApiRequest } from '../wire/request.ts'
import { isTrue } from './call.ts'

/** The attributes of a request, as authorization rules and request counters name them. */
export type Attributes = ResourceAttributes | PathAttributes

export interface ResourceAttributes {
  readonly _tag: 'Resource'
  /** `get`, `list`, `watch`, `create`, `update`, `patch`, `delete` or `deletecollection`. */
  readonly verb: string
  /** '' for the core group. */
  readonly group: string
  readonly version: string
  readonly resource: string
  /** '' when there is none. */
  readonly subresource: string
  /** '' for a cluster-scoped request. */
  readonly namespace: string
  /** '' for a collection. */
  readonly name: string
}

export interface PathAttributes {
  readonly _tag: 'Path'
  /** The HTTP method in lower case. */
  readonly verb: string
  readonly path: string
}

/** The parts of `/api/v1/namespaces/demo/pods/web/status`, and the verb that method and query make of them. */
export const attributesOf = (request: Pick<ApiRequest, 'method' | 'path' | 'query'>): Attributes => {
  const parts = request.path.split('/').filter(part => part !== '')
  const core = parts[0] === 'api'
  const below = parts.slice(core ? 2 : 3)
  // The old form of a watch: /api/v1/watch/pods.
  const watched = below.length > 1 && below[0] === 'watch'
  const rest = watched ? below.slice(1) : below
  if (rest.length === 0 || (!core && parts[0] !== 'apis')) {
    return { _tag: 'Path', verb: request.method.toLowerCase(), path: request.path }
  }
  const inNamespace = rest[0] === 'namespaces' && rest.length > 2 && !namespaceSubresources.has(rest[2] ?? '')
  const [resource = '', name = '', subresource = ''] = (inNamespace ? rest.slice(2) : rest).map(decoded)
  // A request about a Namespace itself counts as one within it.
  const namespace = rest[0] === 'namespaces' ? decoded(rest[1] ?? '') : ''
  return {
    _tag: 'Resource',
    verb: watched ? 'watch' : verbOf(request, name !== ''),
    group: core ? '' : decoded(parts[1] ?? ''),
    version: decoded(parts[core ? 1 : 2] ?? ''),
    resource,
    subresource,
    namespace,
    name,
  }
}

/**
 * As authorization rules see it: a list, a watch or a deletion of a collection that selects one name is about
 * that name.
 */
export const authorizedAttributes = (request: Pick<ApiRequest, 'method' | 'path' | 'query'>): Attributes => {
  const attributes = attributesOf(request)
  if (attributes._tag === 'Path' || attributes.name !== '' || attributes.verb === 'create') return attributes
  const [, name = ''] = /(?:^|,)metadata\.name==?([^,!=]+)(?:,|$)/.exec(request.query.fieldSelector ?? '') ?? []
  return { ...attributes, name }
}

const namespaceSubresources = new Set(['status', 'finalize'])

const verbOf = ({ method, query }: Pick<ApiRequest, 'method' | 'query'>, named: boolean): string => {
  switch (method) {
    case 'GET':
    case 'HEAD':
      if (named) return 'get'
      return isTrue(query.watch) ? 'watch' : 'list'
    case 'POST':
      return 'create'
    case 'PUT':
      return 'update'
    case 'DELETE':
      return named ? 'delete' : 'deletecollection'
    default:
      return method.toLowerCase()
  }
}

const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
