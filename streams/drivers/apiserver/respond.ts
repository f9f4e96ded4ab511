import type { ServerResponse } from 'node:http'
import { stringify } from 'yaml'
import { openApiV2Message, openApiV2Protobuf } from '../../../lib/apiserver/discovery/openApiV2Message.ts'
import type { ApiObject } from '../../../lib/apiserver/objects/resourceType.ts'
import { mediaOf } from '../../../lib/apiserver/presenting/accept.ts'
import { written } from '../../../lib/apiserver/wire/protobufWriter.ts'
import type { ApiResponse } from '../../../lib/apiserver/wire/request.ts'

/** Sends one complete answer, an object as JSON or YAML, whichever is asked for first, or as its content type says. */
export const sendResponse = (
  response: ServerResponse,
  answer: Extract<ApiResponse, { _tag: 'Body' }>,
  accept?: string,
): void => {
  const { body } = answer
  const text = typeof body === 'string'
  const media = mediaOf(accept)
  const payload = text ? Buffer.from(body) : encoded(body, answer.contentType ?? media)
  response.statusCode = answer.code
  response.setHeader('Cache-Control', 'no-cache, private')
  const contentType = answer.contentType ?? (text ? 'text/plain; charset=utf-8' : media)
  if (contentType !== '') response.setHeader('Content-Type', contentType)
  response.setHeader('Content-Length', payload.length)
  for (const [name, value] of Object.entries(answer.headers ?? {})) response.setHeader(name, value)
  tellWarnings(response, answer.warnings)
  response.end(payload)
}

const encoded = (body: ApiObject, contentType: string): Uint8Array => {
  if (contentType === openApiV2Protobuf) return written(openApiV2Message(body))
  return Buffer.from(contentType === 'application/yaml' ? stringify(body) : `${JSON.stringify(body)}\n`)
}

export const tellWarnings = (response: ServerResponse, warnings: readonly string[] = []): void => {
  if (warnings.length > 0) response.setHeader('Warning', warnings.map(warningOf))
}

/** RFC 7234, code 299 and an unknown agent; a header holds neither line breaks nor characters beyond Latin-1. */
const warningOf = (message: string): string =>
  `299 - "${message
    .replace(/[^\x20-\x7e]/g, ' ')
    .replace(/[\\"]/g, '\\$&')
    .trim()}"`
