import { catchError, concatMap, defer, from, Observable, of, throwError } from 'rxjs'
import type { Dispatcher } from 'undici'
import { type ApiFailure, isApiFailure } from '../../../../lib/kube/failure.ts'
import { withoutEnd } from '../../../../lib/text/withoutEnd.ts'
import type { CredentialsCache } from '../credentials/credentialsCache.ts'
import { type Credentials, sameCredentials } from '../credentials/readCredentials.ts'
import { type AgentOptions, type Agents, destroyAgents, openAgents, retireAgents } from './agents.ts'
import { answered } from './answered.ts'
import { exchange, type Part } from './exchange.ts'
import { failureOfConnection } from './failureOf.ts'
import { withoutPassword } from './proxyOf.ts'

export interface HttpRequest {
  readonly method: string
  /** Path and query below the server's address. */
  readonly path: string
  readonly contentType?: string
  readonly body?: string
  /** Asked just before the first byte is sent; no: it fails, unsent. Default: it may. */
  readonly mayBegin?: () => boolean
}

export interface Transport {
  readonly send: (request: HttpRequest) => Observable<Part>
  /** On connections of its own, without a limit on the time between two chunks. */
  readonly sendWatch: (request: HttpRequest) => Observable<Part>
  /** Breaks what is under way. */
  readonly close: () => Promise<void>
}

export interface TransportOptions extends AgentOptions {
  readonly server: string
  readonly requestTimeoutMs: number
  readonly userAgent: string
  readonly observe?: (request: ObservedRequest) => void
}

/** A request that was answered by the API server, or was not. */
export interface ObservedRequest {
  readonly method: string
  /** Host and port of the API server. */
  readonly host: string
  /** HTTP status. Absent: there was no answer. */
  readonly code?: number
}

/** A request that was sent with these credentials over the agents that belong to them. */
interface Ready {
  readonly credentials: Credentials
  readonly agents: Agents
}

/**
 * Every request of a connection: credentials and agents are looked up per
 * request, so that a rotated token or certificate is used from the next one on.
 * A 401 is sent once more if reading the credentials again brought new ones:
 * the server has done nothing yet.
 */
export const transport = (cache: CredentialsCache, options: TransportOptions): Transport => {
  const { host, origin, pathname } = new URL(options.server)
  const { observe } = options
  const base = withoutEnd(pathname, character => character === '/')
  const via = options.proxy === undefined ? '' : ` (through proxy ${withoutPassword(options.proxy)})`
  let open: { readonly identity: string; readonly agents: Promise<Agents>; opened?: Agents } | undefined
  /** Requests and watches under way, by the agents that carry them; the agents of earlier credentials go when idle. */
  const underWay = new Map<Agents, number>()
  let newest: Agents | undefined
  let closed = false

  const renewed = async (credentials: Credentials): Promise<Agents> => {
    const before = newest
    const agents = await openAgents(credentials, options)
    newest = agents
    underWay.set(agents, 0)
    // A turn later: a caller that got the old agents in this one has sent its request by then.
    if (before !== undefined) setImmediate(() => retireIdle(before))
    return agents
  }

  const retireIdle = (agents: Agents): void => {
    if (closed || agents === newest || underWay.get(agents) !== 0) return
    underWay.delete(agents)
    void retireAgents(agents)
  }

  const count = (agents: Agents, change: 1 | -1): void => {
    underWay.set(agents, (underWay.get(agents) ?? 0) + change)
    retireIdle(agents)
  }

  const ready = async (credentials: Credentials): Promise<Ready> => {
    if (closed) throw new Error('the connection to the cluster was closed')
    if (open?.identity !== credentials.identity) {
      open = { identity: credentials.identity, agents: renewed(credentials) }
    }
    const opening = open
    opening.opened = await opening.agents
    return { credentials, agents: opening.opened }
  }

  const attempt = ({ credentials, agents }: Ready, request: HttpRequest, watch: boolean): Observable<Part> => {
    const dispatch: Dispatcher.DispatchOptions = {
      origin,
      path: `${base}${request.path}`,
      method: request.method,
      headers: {
        accept: 'application/json',
        'user-agent': options.userAgent,
        ...(request.contentType !== undefined && { 'content-type': request.contentType }),
        ...credentials.headers,
      },
      headersTimeout: options.requestTimeoutMs,
      bodyTimeout: watch ? 0 : options.requestTimeoutMs,
      ...(request.body !== undefined && { body: request.body }),
    }
    const { method } = request
    const tell = (code: number | undefined): void => observe?.({ method, host, ...(code !== undefined && { code }) })
    return new Observable(subscriber => {
      count(agents, 1)
      subscriber.add(() => count(agents, -1))
      const parts$ = exchange(watch ? agents.watches : agents.requests, dispatch, via, request.mayBegin)
      return (observe === undefined ? parts$ : parts$.pipe(answered(tell))).subscribe(subscriber)
    })
  }

  const current = (get: () => Credentials | Promise<Credentials>): Observable<Ready> =>
    defer(async () => ready(await get())).pipe(
      catchError((error: unknown) => throwError(() => failureOfConnection(error, false))),
    )

  /** The agents at hand. They nearly always are: then a request waits for nothing. */
  const atHand = (): Ready | undefined => {
    const credentials = closed ? undefined : cache.fresh()
    const agents = open?.identity === credentials?.identity ? open?.opened : undefined
    return credentials === undefined || agents === undefined ? undefined : { credentials, agents }
  }

  const attempts = (first: Ready, request: HttpRequest, watch: boolean): Observable<Part> =>
    attempt(first, request, watch).pipe(
      catchError((failure: unknown) => {
        if (!isApiFailure(failure) || !mayBeStale(failure)) return throwError(() => failure)
        return newer(first).pipe(
          concatMap(second => (second === undefined ? throwError(() => failure) : attempt(second, request, watch))),
        )
      }),
    )

  const send = (request: HttpRequest, watch: boolean): Observable<Part> =>
    defer(() => {
      const ready = atHand()
      if (ready !== undefined) return attempts(ready, request, watch)
      return current(cache.current).pipe(concatMap(first => attempts(first, request, watch)))
    })

  /** Credentials other than those of the failed request, if there are any by now. */
  const newer = (failed: Ready): Observable<Ready | undefined> =>
    from(cachedOrRefreshed(failed.credentials)).pipe(
      concatMap(found => (found === undefined ? of(undefined) : from(ready(found)))),
      // The server's own refusal says more than our failing to find better credentials.
      catchError(() => of(undefined)),
    )

  const cachedOrRefreshed = async (failed: Credentials): Promise<Credentials | undefined> => {
    const now = await cache.current()
    if (!sameCredentials(now, failed)) return now
    const read = await cache.refresh()
    return sameCredentials(read, failed) ? undefined : read
  }

  return {
    send: request => send(request, false),
    sendWatch: request => send(request, true),
    close: async () => {
      closed = true
      await open?.agents
      await Promise.all([...underWay.keys()].map(destroyAgents))
    },
  }
}

/** A refused token, or a handshake that failed over a certificate: nothing was done by the server. */
const mayBeStale = (failure: ApiFailure): boolean =>
  failure._tag === 'Status' ? failure.code === 401 : !failure.sent && /cert|ssl|tls/i.test(failure.message)
