import { Observable } from 'rxjs'
import { exactJson } from '../../../../lib/json/exactJson.ts'
import type { ApiFailure } from '../../../../lib/kube/failure.ts'
import type { Part } from './exchange.ts'
import type { Headers } from './failureOf.ts'

/** The whole answer, once: parsed JSON, text of another type as a string, nothing as undefined. */
export const answerOf = (parts$: Observable<Part>, path: string): Observable<unknown> => whole(parts$, path, bodyOf)

/** As `answerOf`, where nothing but JSON makes sense. */
export const jsonAnswer = (parts$: Observable<Part>, path: string): Observable<unknown> =>
  whole(parts$, path, (text, headers, at) => {
    const body = bodyOf(text, headers, at)
    if (typeof body === 'string') throw unreadable(at, body)
    return body
  })

type Reader = (text: string, headers: Headers, path: string) => unknown

const whole = (parts$: Observable<Part>, path: string, read: Reader): Observable<unknown> =>
  new Observable(subscriber => {
    const chunks: Buffer[] = []
    let headers: Headers = {}
    return parts$.subscribe({
      next: part => {
        if (part._tag === 'Chunk') chunks.push(part.bytes)
        else headers = part.headers
      },
      error: error => subscriber.error(error),
      complete: () => {
        const [only] = chunks
        const bytes = chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks)
        let body: unknown
        try {
          body = read(bytes.toString('utf8'), headers, path)
        } catch (error) {
          subscriber.error(error)
          return
        }
        subscriber.next(body)
        subscriber.complete()
      },
    })
  })

const bodyOf: Reader = (text, headers, path) => {
  if (text === '') return undefined
  if (!/[/+]json\b/.test(String(headers['content-type'] ?? ''))) return text
  try {
    return exactJson(text)
  } catch {
    throw unreadable(path, text)
  }
}

/** The request was answered, but not by an API server, or not completely: what happened is unknown. */
export const unreadable = (path: string, text: string): ApiFailure => ({
  _tag: 'Connection',
  message: `the answer to ${path} is not JSON of Kubernetes: ${JSON.stringify(text.trim().slice(0, 80))}`,
  sent: true,
})
