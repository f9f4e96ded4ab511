import { concat, defer, Observable, type SchedulerLike, Subject, Subscription, throwError, timer } from 'rxjs'
import type { ApiFailure } from '../../lib/kube/failure.ts'
import type { WriteRequest } from '../../lib/plan/writeRequest.ts'
import type { Sources } from '../ports/sources.ts'

/** The faults of one write. Each is legal for a network and an API server. */
export type WriteFault =
  | 'none'
  /** It never reaches the server, and the client knows. */
  | 'lost'
  /** It is done; the answer is lost. */
  | 'unanswered'
  /** The client gives up; the write is done much later. */
  | 'late'
  /** The server answers so and does nothing. */
  | 'error 500'
  | 'error 503'
  | 'error 429'
  /** No fault: the server carries the request out and answers. */
  | 'done, error 500'
  /** Another writer edits the object just before. */
  | 'outrun'
  /** The process is killed as soon as the server has done it. */
  | 'killed'

export type ReadFault = 'lost' | 'error 500' | 'error 429'
export type WatchFault = 'reset' | 'end' | 'garbled'

/** The weather that a process lives in; changed at any time. */
export interface Weather {
  /** The next writes, each met by the first of these. */
  readonly writes: WriteFault[]
  readonly reads: ReadFault[]
  /** The next requests to list or watch. */
  readonly opens: ReadFault[]
  /** Breaks all open watches. */
  readonly watches: Subject<WatchFault>
  /** How late a watch shows a change, in ms. */
  lagMs: number
}

export const fairWeather = (): Weather => ({ writes: [], reads: [], opens: [], watches: new Subject(), lagMs: 0 })

export interface FaultOptions {
  readonly weather: Weather
  readonly scheduler: SchedulerLike
  /** Uniform in [0, 1): decides latencies, and whether a write of a killed process is still done. */
  readonly random: () => number
  /** Lets another writer edit the object that is about to be written. */
  readonly outrun: (request: WriteRequest) => void
  readonly kill: () => void
}

/** The same ports in bad weather. */
export const faultySources = <S extends Omit<Sources, 'leading$'>>(
  inner: S,
  { weather, scheduler, random, outrun, kill }: FaultOptions,
): S => {
  const latencyMs = (): number => Math.floor(random() * 4)
  const later = (failure: ApiFailure): Observable<never> =>
    concat(
      silence(latencyMs(), scheduler),
      throwError(() => failure),
    )

  const write = (request: WriteRequest): Observable<unknown> =>
    defer(() => {
      const fault = weather.writes.shift()
      switch (fault) {
        case 'lost':
          return later(connectionLost(false))
        case 'error 500':
        case 'error 503':
        case 'error 429':
          return later(statusOf[fault])
        case 'late': {
          const lateMs = 50 + Math.floor(random() * 3000)
          scheduler.schedule(() => inner.write(request).subscribe({ error: () => undefined }), lateMs)
          return later(connectionLost(true))
        }
        case 'outrun':
          outrun(request)
          return sent(request)
        case 'killed':
          return new Observable<never>(subscriber =>
            // A refused write is answered as usual: there was nothing to be killed after.
            sent(request).subscribe({ next: kill, error: error => subscriber.error(error) }),
          )
        case 'unanswered':
          return concat(
            answered(request),
            throwError(() => connectionLost(true)),
          )
        case 'done, error 500':
          return concat(
            answered(request),
            throwError(() => statusOf['error 500']),
          )
        case 'none':
        case undefined:
          return sent(request)
      }
    })

  /**
   * A request on its way cannot be called back: even if its sender is gone by then, the server may
   * do it all the same. The answer takes its time, and a watch may be faster.
   */
  const sent = (request: WriteRequest): Observable<unknown> =>
    new Observable(subscriber => {
      let arrived = false
      const reaches = random() < 0.5
      const answer = (tell: () => void): void => {
        arrived = true
        subscriber.add(scheduler.schedule(tell, latencyMs()))
      }
      const going = inner.write(request).subscribe({
        next: body =>
          answer(() => {
            subscriber.next(body)
            subscriber.complete()
          }),
        error: error => answer(() => subscriber.error(error)),
      })
      return () => {
        if (!arrived && !reaches) going.unsubscribe()
      }
    })

  /** Sent and done, whatever the answer; it is not heard. A refusal is. */
  const answered = (request: WriteRequest): Observable<never> =>
    new Observable<never>(subscriber =>
      sent(request).subscribe({ error: error => subscriber.error(error), complete: () => subscriber.complete() }),
    )

  const failing = <T>(faults: ReadFault[], ask: () => Observable<T>): Observable<T> =>
    defer(() => {
      const fault = faults.shift()
      if (fault === undefined) return ask()
      return later(fault === 'lost' ? connectionLost(true) : statusOf[fault])
    })

  return {
    ...inner,
    write,
    read: (resource, ref) => failing(weather.reads, () => inner.read(resource, ref)),
    list: (resource, options) => failing(weather.opens, () => inner.list(resource, options)),
    watch: (resource, options) =>
      failing(weather.opens, () => broken(late(inner.watch(resource, options), weather, scheduler), weather)),
  }
}

/** Each line as late as the weather says at its time, never before an earlier one. */
const late = (lines$: Observable<string>, weather: Weather, scheduler: SchedulerLike): Observable<string> =>
  new Observable(subscriber => {
    const waiting = new Subscription()
    let lastMs = 0
    const at = (deliver: () => void): void => {
      const nowMs = scheduler.now()
      lastMs = Math.max(lastMs, nowMs + weather.lagMs)
      if (lastMs <= nowMs) deliver()
      else waiting.add(scheduler.schedule(deliver, lastMs - nowMs))
    }
    subscriber.add(waiting)
    subscriber.add(
      lines$.subscribe({
        next: line => at(() => subscriber.next(line)),
        error: error => at(() => subscriber.error(error)),
        complete: () => at(() => subscriber.complete()),
      }),
    )
  })

const broken = (lines$: Observable<string>, weather: Weather): Observable<string> =>
  new Observable(subscriber => {
    subscriber.add(
      weather.watches.subscribe(fault => {
        if (fault === 'reset') subscriber.error(connectionLost(true))
        else if (fault === 'end') subscriber.complete()
        else subscriber.next('{"type":"MODIFIED","object":{"apiVers')
      }),
    )
    subscriber.add(lines$.subscribe(subscriber))
  })

const connectionLost = (sent: boolean): ApiFailure => ({ _tag: 'Connection', message: 'connection reset', sent })

const status = (code: number, reason: string, retryAfterMs?: number): ApiFailure => ({
  _tag: 'Status',
  code,
  reason,
  message: `the weather answers ${code}`,
  ...(retryAfterMs !== undefined && { retryAfterMs }),
})

const statusOf = {
  'error 500': status(500, 'InternalError'),
  'error 503': status(503, 'ServiceUnavailable', 2000),
  'error 429': status(429, 'TooManyRequests', 1000),
}

const silence = (ms: number, scheduler: SchedulerLike): Observable<never> =>
  new Observable(subscriber => timer(ms, scheduler).subscribe({ complete: () => subscriber.complete() }))

export const clear = (weather: Weather): void => {
  weather.writes.length = 0
  weather.reads.length = 0
  weather.opens.length = 0
  weather.lagMs = 0
}
