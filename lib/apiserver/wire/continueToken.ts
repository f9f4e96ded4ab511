import { parsedJson } from '../../json/parsedJson.ts'
import type { Key } from '../../kube/object.ts'
import { badRequest } from '../../kube/status.ts'
import { refuse } from './refusal.ts'

/** Where the next page of a list begins, and as of which resourceVersion. */
export interface Continuation {
  /** `latest`: what is there when it is read, though the pages before were of another time. */
  readonly resourceVersion: number
  /** The last key of the page before. */
  readonly after: Key
}

export const latest = -1

/** Opaque to clients. Base64url of JSON, as of the real server. */
export const continueToken = ({ resourceVersion, after }: Continuation): string =>
  toBase64Url(JSON.stringify({ v: 'meta.k8s.io/v1', rv: resourceVersion, start: encodeURIComponent(after) }))

export const parseContinueToken = (token: string): Continuation => {
  const decoded: unknown = parsedJson(fromBase64Url(token))
  if (typeof decoded === 'object' && decoded !== null && 'rv' in decoded && 'start' in decoded) {
    const { rv, start } = decoded
    if (typeof rv === 'number' && typeof start === 'string')
      return { resourceVersion: rv, after: decodeURIComponent(start) }
  }
  return refuse(badRequest('continue key is not valid: incorrect encoded start resourceVersion'))
}

const toBase64Url = (text: string): string => btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')

const fromBase64Url = (token: string): string => {
  try {
    return atob(token.replaceAll('-', '+').replaceAll('_', '/'))
  } catch {
    return ''
  }
}
