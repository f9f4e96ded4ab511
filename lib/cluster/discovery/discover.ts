import type { ApiRequest, ApiResponse } from '../request.ts'
import type { ResourceType } from '../resourceType.ts'

/** Answers what clients ask to learn what is served; `undefined` for every other request. */
export const discover = (registry: readonly ResourceType[], request: ApiRequest): ApiResponse | undefined => {
  if (request.method !== 'GET' || registry.length === 0) return undefined
  return undefined
}
