import type { ServerResponse } from 'node:http'
import type { ApiResponse } from '../../../lib/cluster/request.ts'

/** Sends one complete answer. */
export const respond = (response: ServerResponse, answer: Extract<ApiResponse, { _tag: 'Body' }>): void => {
  const text = typeof answer.body === 'string'
  const payload = Buffer.from(text ? String(answer.body) : `${JSON.stringify(answer.body)}\n`)
  response.statusCode = answer.code
  response.setHeader('Cache-Control', 'no-cache, private')
  response.setHeader('Content-Type', answer.contentType ?? (text ? 'text/plain; charset=utf-8' : 'application/json'))
  response.setHeader('Content-Length', payload.length)
  for (const [name, value] of Object.entries(answer.headers ?? {})) response.setHeader(name, value)
  if (answer.warnings !== undefined && answer.warnings.length > 0) {
    response.setHeader('Warning', answer.warnings.map(warningOf))
  }
  response.end(payload)
}

/** RFC 7234, code 299 and an unknown agent; a header holds neither line breaks nor characters beyond Latin-1. */
const warningOf = (message: string): string =>
  `299 - "${message
    .replace(/[^\x20-\x7e]/g, ' ')
    .replace(/[\\"]/g, '\\$&')
    .trim()}"`
