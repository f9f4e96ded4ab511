import { map, type Observable, toArray } from 'rxjs'
import type { ApiFailure } from '../../../lib/failure.ts'
import type { Part } from './exchange.ts'

/** The whole answer, once: parsed JSON, text of another type as a string, nothing as undefined. */
export const answer = (parts$: Observable<Part>, path: string): Observable<unknown> =>
  parts$.pipe(
    toArray(),
    map(parts => bodyOf(parts, path)),
  )

/** As `answer`, where nothing but JSON makes sense. */
export const jsonAnswer = (parts$: Observable<Part>, path: string): Observable<unknown> =>
  answer(parts$, path).pipe(
    map(body => {
      if (typeof body === 'string') throw notJson(path, body)
      return body
    }),
  )

const bodyOf = (parts: readonly Part[], path: string): unknown => {
  const text = Buffer.concat(parts.flatMap(part => (part._tag === 'Chunk' ? [part.bytes] : []))).toString('utf8')
  const head = parts.find(part => part._tag === 'Head')
  const contentType = String(head?.headers['content-type'] ?? '')
  if (text === '') return undefined
  if (!/[/+]json\b/.test(contentType)) return text
  try {
    return JSON.parse(text)
  } catch {
    throw notJson(path, text)
  }
}

/** The request was answered, but not by an API server, or not completely: what happened is unknown. */
export const notJson = (path: string, text: string): ApiFailure => ({
  _tag: 'Connection',
  message: `the answer to ${path} is not JSON of Kubernetes: ${JSON.stringify(text.trim().slice(0, 80))}`,
  sent: true,
})
