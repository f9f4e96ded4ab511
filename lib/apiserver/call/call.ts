import type { ApiObject, ResourceType } from '../objects/resourceType.ts'
import type { ClusterState } from '../store/state.ts'
import type { ApiRequest, ApiResponse } from '../wire/request.ts'

/** A request whose path leads to a served kind. */
export interface ApiCall {
  readonly request: ApiRequest
  readonly type: ResourceType
  /** '' for a cluster-scoped kind, or for all namespaces. */
  readonly namespace: string
  /** '' for the collection. */
  readonly name: string
  /** '' for the object itself. */
  readonly subresource: string
  readonly nowMs: number
}

/** The result of a verb: the next state and the response. */
export interface CallAnswer {
  readonly state: ClusterState
  readonly response: ApiResponse
}

export const keyOfCall = ({ namespace, name }: Pick<ApiCall, 'namespace' | 'name'>): string =>
  namespace === '' ? name : `${namespace}/${name}`

export const answerWith = (
  state: ClusterState,
  code: number,
  body: ApiObject,
  warnings: readonly string[] = [],
): CallAnswer => ({ state, response: { _tag: 'Body', code, body, ...(warnings.length > 0 && { warnings }) } })

/** A parameter of a query that is there says yes, unless it says no. */
export const isTrue = (value: string | undefined): boolean =>
  value !== undefined && value !== '0' && value.toLowerCase() !== 'false'
