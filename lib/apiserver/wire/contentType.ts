import { unsupportedMediaType } from '../../kube/status.ts'
import { refuse } from './refusal.ts'
import type { ApiRequest } from './request.ts'

const readable = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf']

/** `application/json` of `application/json; charset=utf-8` */
export const mediaTypeOf = (contentType = ''): string => contentType.split(';')[0]?.trim() ?? ''

/** Bodies come as JSON, YAML or protobuf, and as JSON where nothing is said. Patches have types of their own. */
export const checkContentType = ({ method, contentType, body }: ApiRequest): void => {
  if (method === 'PATCH' || body === undefined) return
  const media = mediaTypeOf(contentType)
  if (media !== '' && !readable.includes(media)) refuse(unsupportedMediaType(readable))
}
