import { Observable } from 'rxjs'
import type { Dispatcher } from 'undici'
import { failureOfAnswer, failureOfConnection, type Headers } from './failureOf.ts'

export type Part =
  | { readonly _tag: 'Head'; readonly code: number; readonly headers: Headers }
  | { readonly _tag: 'Chunk'; readonly bytes: Buffer }

/**
 * One HTTP request and its answer: `Head`, then `Chunk`s, then complete. An
 * answer that is not 2xx, a refused or a broken connection is an `ApiFailure`.
 * Unsubscribing aborts. Nothing is sent twice.
 *
 * The dispatcher's own handlers are used, not `request()`: `onRequestStart`
 * comes just before the first byte is written, and so shows exactly whether a
 * failed write may have reached the server.
 */
export const exchange = (
  dispatcher: Dispatcher,
  options: Dispatcher.DispatchOptions,
  /** Appended to connection failures, to name a proxy. */
  via = '',
  /** Asked just before the first byte, for a request may have waited long for its connection. */
  mayBegin: () => boolean = () => true,
): Observable<Part> =>
  new Observable<Part>(subscriber => {
    let controller: Dispatcher.DispatchController | undefined
    let refused: { readonly code: number; readonly headers: Headers; readonly chunks: Buffer[] } | undefined
    let ended = false
    const fail = (error: unknown): void => {
      ended = true
      subscriber.error(failureOfConnection(error, controller !== undefined, via))
    }
    try {
      dispatcher.dispatch(options, {
        onRequestStart: started => {
          // Throwing drops a request that was unsubscribed and keeps its connection; aborting would cut it.
          if (subscriber.closed) throw new Error('unsubscribed')
          if (!mayBegin()) throw new Error('not sent: this process may not write any more')
          controller = started
        },
        onResponseStart: (_, code, headers) => {
          if (code < 200) return
          if (code < 300) subscriber.next({ _tag: 'Head', code, headers })
          else refused = { code, headers, chunks: [] }
        },
        onResponseData: (_, bytes) => {
          if (refused !== undefined) refused.chunks.push(bytes)
          else subscriber.next({ _tag: 'Chunk', bytes })
        },
        onResponseEnd: () => {
          ended = true
          if (refused === undefined) subscriber.complete()
          else {
            const text = Buffer.concat(refused.chunks).toString('utf8')
            subscriber.error(failureOfAnswer(refused.code, refused.headers, text, Date.now()))
          }
        },
        onResponseError: (_, error) => fail(error),
      })
    } catch (error) {
      fail(error)
    }
    return () => {
      if (!ended) controller?.abort(new Error('unsubscribed'))
    }
  })
