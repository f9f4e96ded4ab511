export { emptyCluster } from '../../lib/apiserver/store/state.ts'

import { concatMap, interval, map, Observable, of, type SchedulerLike, Subject, throwError, timer } from 'rxjs'
import { handle } from '../../lib/apiserver/handle.ts'
import type { ClusterState } from '../../lib/apiserver/store/state.ts'
import { pull } from '../../lib/apiserver/verbs/pull.ts'
import type { ApiRequest, ApiResponse } from '../../lib/apiserver/wire/request.ts'
import { isRecord } from '../../lib/json/fields.ts'
import { decode } from '../../lib/kube/decode.ts'
import type { ApiFailure } from '../../lib/kube/failure.ts'
import { failureOfStatus } from '../../lib/kube/failureOfStatus.ts'
import { apiVersionOf, KubeObject, pathOf, type Resource } from '../../lib/kube/object.ts'
import type { ListPage, Selection, Sources } from '../ports/sources.ts'

/** A cluster in memory, on whatever clock it is given. */
export interface ModelCluster {
  readonly sources: Omit<Sources, 'leading$'>
  /** One request by anybody else, answered at once. */
  readonly send: (request: Partial<ApiRequest> & Pick<ApiRequest, 'method' | 'path'>) => ApiResponse
  readonly state: () => ClusterState
  readonly change: (step: (state: ClusterState) => ClusterState) => void
  /** Emits after each change of the state. */
  readonly changes$: Observable<void>
  /** Every write and read that the ports sent, in order. */
  readonly requests: readonly SentRequest[]
}

export interface SentRequest {
  readonly port: 'list' | 'watch' | 'read' | 'write'
  readonly method: string
  readonly path: string
  readonly code: number
}

export interface ModelOptions {
  readonly scheduler: SchedulerLike
  /** Uniform in [0, 1). Default: always 0.5. */
  readonly random?: () => number
  /** Latency of each request and of each watch line, in ms. Default 1. */
  readonly latencyMs?: number
}

/** A little more than the model lets pass between two bookmarks. */
const bookmarkMs = 60_001

const user = { name: 'system:admin', groups: ['system:masters', 'system:authenticated'] }

/** The pure API server model as the ports of a run: the world of simulations and of tests on virtual time. */
export const modelSources = (
  initial: ClusterState,
  { scheduler, random = () => 0.5, latencyMs = 1 }: ModelOptions,
): ModelCluster => {
  let current = initial
  const changes = new Subject<void>()
  const requests: SentRequest[] = []

  const send: ModelCluster['send'] = request => {
    const { state, response } = handle(current, { query: {}, user, ...request }, scheduler.now())
    if (state !== current) {
      current = state
      changes.next()
    }
    return response
  }

  const ask = (port: SentRequest['port'], request: Parameters<typeof send>[0]): Observable<ApiResponse> =>
    timer(latencyMs, scheduler).pipe(
      map(() => {
        const response = send(request)
        const code = response._tag === 'Body' ? response.code : 200
        requests.push({ port, method: request.method, path: request.path, code })
        return response
      }),
    )

  const body = (port: SentRequest['port'], request: Parameters<typeof send>[0]): Observable<unknown> =>
    ask(port, request).pipe(
      concatMap(response => {
        if (response._tag === 'Watch') return throwError(() => failureOf(500, { message: 'unexpected watch' }))
        return response.code < 400 ? of(response.body) : throwError(() => failureOf(response.code, response.body))
      }),
    )

  return {
    requests,
    send,
    state: () => current,
    changes$: changes.asObservable(),
    change: step => {
      current = step(current)
      changes.next()
    },
    sources: {
      scheduler,
      random,
      list: (resource, { limit, ...options }) => {
        const query = queryOf({ ...options, limit })
        return body('list', { method: 'GET', path: pathOf(resource, options.namespace), query }).pipe(
          map(list => pageOf(resource, list)),
        )
      },
      watch: (resource, { sendInitialEvents, timeoutSeconds, ...options }) => {
        const initialEvents = sendInitialEvents === true && { sendInitialEvents, resourceVersionMatch: 'NotOlderThan' }
        const query = queryOf({ ...options, timeoutSeconds, ...initialEvents, watch: true, allowWatchBookmarks: true })
        return ask('watch', { method: 'GET', path: pathOf(resource, options.namespace), query }).pipe(
          concatMap(response => {
            if (response._tag === 'Body') return throwError(() => failureOf(response.code, response.body))
            return new Observable<string>(subscriber => {
              let { watch: cursor } = response
              const deliver = (): void => {
                const pulled = pull(current, cursor, scheduler.now())
                cursor = pulled.cursor
                for (const line of pulled.lines) subscriber.next(line)
                if (pulled.ended) subscriber.complete()
              }
              let waiting = false
              const wake = (): void => {
                if (waiting) return
                waiting = true
                subscriber.add(
                  scheduler.schedule(() => {
                    waiting = false
                    deliver()
                  }, latencyMs),
                )
              }
              wake()
              subscriber.add(changes.subscribe(wake))
              subscriber.add(interval(bookmarkMs, scheduler).subscribe(wake))
              subscriber.add(scheduler.schedule(() => subscriber.complete(), timeoutSeconds * 1000))
            })
          }),
        )
      },
      read: (resource, ref) =>
        ask('read', { method: 'GET', path: pathOf(resource, ref.namespace, ref.name) }).pipe(
          concatMap(response => {
            if (response._tag === 'Watch') return throwError(() => failureOf(500, { message: 'unexpected watch' }))
            if (response.code === 404) return of(undefined)
            if (response.code >= 400) return throwError(() => failureOf(response.code, response.body))
            const object = decode(KubeObject, copy(response.body))
            return object._tag === 'Right'
              ? of(object.right)
              : throwError(() => failureOf(500, { message: 'no object' }))
          }),
        ),
      write: ({ method, path, contentType, body: content }) => {
        const url = new URL(path, 'http://model')
        const query = Object.fromEntries(url.searchParams)
        const userAgent = 'sluice'
        return body('write', { method, path: url.pathname, query, contentType, body: copy(content), userAgent }).pipe(
          map(copy),
        )
      },
    },
  }
}

/** Copies values, as sending them over a network would. */
const copy = (value: unknown): unknown => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)))

const queryOf = (options: Selection & { readonly [name: string]: unknown }): { readonly [name: string]: string } => {
  const { namespace: _, ...rest } = options
  return Object.fromEntries(
    Object.entries(rest).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  )
}

const pageOf = (resource: Resource, body: unknown): ListPage => {
  const list = copy(body)
  const metadata = isRecord(list) && isRecord(list.metadata) ? list.metadata : {}
  const items = isRecord(list) && Array.isArray(list.items) ? list.items : []
  const { resourceVersion, continue: more } = metadata
  return {
    resourceVersion: String(resourceVersion ?? ''),
    ...(typeof more === 'string' && more !== '' && { continue: more }),
    items: items.map(item => ({ apiVersion: apiVersionOf(resource), kind: resource.kind, ...item })),
  }
}

const failureOf = (code: number, status: unknown): ApiFailure =>
  failureOfStatus(status, { code, reason: '', message: `HTTP ${code}` })
