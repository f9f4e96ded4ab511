import { isRecord } from '../../../../lib/json/fields.ts'
import { parsedJson } from '../../../../lib/json/parsedJson.ts'
import type { ApiFailure } from '../../../../lib/kube/failure.ts'
import { failureOfStatus } from '../../../../lib/kube/failureOfStatus.ts'
import { firstLine } from '../../../../lib/text/firstLine.ts'

/** The header values of an answer, as undici gives them: names in lower case. */
export type Headers = Readonly<Record<string, string | string[] | undefined>>

/** Milliseconds asked for by `Retry-After`, which is a number of seconds or a date. */
export const retryAfterMs = (header: string | string[] | undefined, nowMs: number): number | undefined => {
  const text = (Array.isArray(header) ? header[0] : header)?.trim()
  if (text === undefined || text === '') return undefined
  if (/^\d+(\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1000)
  const at = Date.parse(text)
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs)
}

/** An error answer as a value: the Status object where there is one, else the first line of the text. */
export const failureOfAnswer = (code: number, headers: Headers, text: string, nowMs: number): ApiFailure => {
  // Proxies and load balancers answer in HTML or plain text: `plainMessage` shows it.
  const body = parsedJson(text)
  const failure = failureOfStatus(isRecord(body) && body.kind === 'Status' ? body : undefined, {
    code,
    reason: reasons[code] ?? (code >= 500 ? 'InternalError' : 'Unknown'),
    message: plainMessage(code, headers, text),
  })
  const wait = retryAfterMs(headers['retry-after'], nowMs)
  return wait === undefined ? failure : { ...failure, retryAfterMs: wait }
}

/** A failure of the connection as a value. `sent`: whether bytes of the request may have reached the server. */
export const failureOfConnection = (error: unknown, sent: boolean, via = ''): ApiFailure => ({
  _tag: 'Connection',
  message: `${connectionMessage(error)}${via}`,
  sent,
})

const connectionMessage = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  // Two addresses tried, as for localhost: the message is empty, the reasons are inside.
  if (error instanceof AggregateError && error.errors.length > 0) return connectionMessage(error.errors[0])
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  const text = firstLine(error.message) || error.name
  return code === undefined || text.includes(code) ? text : `${code}: ${text}`
}

const plainMessage = (code: number, headers: Headers, text: string): string => {
  const location = headers.location
  if (code >= 300 && code < 400 && location !== undefined) return `redirected to ${String(location)}`
  return firstLine(text).slice(0, 200) || `HTTP status ${code}`
}

/** `reason` as the API server names it, for answers that carry no Status object. */
const reasons: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  406: 'NotAcceptable',
  409: 'Conflict',
  410: 'Expired',
  413: 'RequestEntityTooLarge',
  415: 'UnsupportedMediaType',
  422: 'Invalid',
  429: 'TooManyRequests',
  500: 'InternalError',
  503: 'ServiceUnavailable',
  504: 'Timeout',
}
