import type { IncomingMessage } from 'node:http'
import { parseDocument } from 'yaml'
import { decodeProtobuf } from '../../../lib/apiserver/decoding/protobuf/decode.ts'
import type { ApiRequest } from '../../../lib/apiserver/wire/request.ts'
import { repeatedFields } from '../../../lib/json/repeatedFields.ts'
import type { AuthenticatedUser } from './authenticate.ts'

/** The largest body that is read, in bytes: as kube-apiserver. */
export const bodyLimit = 3 * 1024 * 1024

/** The whole body; `undefined` when it is larger than `bodyLimit`. Rejects when the connection breaks. */
export const readBody = async (incoming: IncomingMessage): Promise<Buffer | undefined> => {
  if (Number(incoming.headers['content-length'] ?? 0) > bodyLimit) return undefined
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of incoming) {
    size += chunk.length
    if (size > bodyLimit) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** The HTTP request as the model takes it, its query parsed, without its body. */
export const requestOf = (incoming: IncomingMessage, user: AuthenticatedUser): ApiRequest => {
  const url = incoming.url ?? '/'
  const mark = url.indexOf('?')
  const { accept, 'content-type': contentType, 'user-agent': userAgent } = incoming.headers
  return {
    method: incoming.method ?? 'GET',
    path: mark < 0 ? url : url.slice(0, mark),
    query: mark < 0 ? {} : Object.fromEntries(new URLSearchParams(url.slice(mark + 1))),
    ...(accept !== undefined && { accept }),
    ...(userAgent !== undefined && { userAgent }),
    ...(contentType !== undefined && { contentType }),
    user,
  }
}

/**
 * The body, be it JSON, YAML or protobuf. One that does not parse stays text, and what is not understood keeps its
 * content type: the model refuses it.
 */
export const parsedBody = (
  body: Buffer,
  contentType: string | undefined,
): Pick<ApiRequest, 'contentType' | 'body' | 'repeated'> => {
  const type = contentType === undefined ? {} : { contentType }
  if (body.length === 0) return type
  if (contentType?.includes('protobuf') === true) {
    const decoded = decodeProtobuf(body)
    return decoded === undefined ? { ...type, body: '' } : { contentType: 'application/json', body: decoded }
  }
  const text = body.toString('utf8')
  try {
    return { ...type, ...(contentType?.includes('yaml') === true ? yaml(text) : json(text)) }
  } catch {
    return { ...type, body: text }
  }
}

/** JSON is YAML, and what clients send as YAML mostly is JSON, which parses much faster as such. */
const yaml = (text: string): Pick<ApiRequest, 'body' | 'repeated'> => {
  if (!text.startsWith('{')) return onlyYaml(text)
  try {
    return json(text)
  } catch {
    return onlyYaml(text)
  }
}

const json = (text: string): Pick<ApiRequest, 'body' | 'repeated'> => {
  const body: unknown = JSON.parse(text)
  const repeated = repeatedFields(text).map(path => `duplicate field "${path}"`)
  return { body, ...(repeated.length > 0 && { repeated }) }
}

const mostTold = 100
const longestKey = 300

/** Of a key that is there before, a YAML parser names the line. */
const onlyYaml = (text: string): Pick<ApiRequest, 'body' | 'repeated'> => {
  const document = parseDocument(text)
  const [other] = document.errors.filter(({ code }) => code !== 'DUPLICATE_KEY')
  if (other !== undefined) throw other
  const lines = document.errors.slice(0, mostTold).map(({ pos: [from], linePos }) => {
    const line = linePos?.[0].line ?? 0
    const [key = ''] = /^[^:\n]*/.exec(text.slice(from, from + longestKey)) ?? []
    return `  line ${line}: key ${JSON.stringify(key.trim().replace(/^["'](.*)["']$/, '$1'))} already set in map`
  })
  const repeated = lines.length === 0 ? undefined : [`yaml: unmarshal errors:\n${lines.join('\n')}`]
  return { body: document.toJS(), ...(repeated && { repeated }) }
}
