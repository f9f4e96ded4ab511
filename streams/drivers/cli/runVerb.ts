import { setFlagsFromString } from 'node:v8'
import { isLeft } from 'fp-ts/lib/Either.js'
import { lastValueFrom, merge, mergeMap, NEVER, ReplaySubject, takeUntil, tap, throwError, timer } from 'rxjs'
import { run } from '../../circle/run.ts'
import type { RunEvent } from '../../circle/runEvent.ts'
import { record } from '../../recording/record.ts'
import { events } from '../observability/events/events.ts'
import { createLog, type Log, type LogOptions } from '../observability/log.ts'
import { logRun } from '../observability/logRun.ts'
import type { Metrics } from '../observability/metrics/metrics.ts'
import { type ConnectOptions, connect } from './connect.ts'
import { ExitError } from './exit.ts'
import { createJournal, type Journal } from './journal.ts'
import { leadershipOf, leaseNameOf, logLeading } from './leadership.ts'
import { loadController } from './loadController.ts'
import type { RunFlags } from './runFlags.ts'
import type { Serving } from './serving.ts'
import type { ServingOptions } from './servingOptions.ts'
import { signals$ } from './signals.ts'

export interface RunVerbOptions extends ConnectOptions, LogOptions, RunFlags {
  readonly namespace?: string
  readonly workers: number
  readonly record?: string
}

/**
 * Keeps V8's space for young objects as small as it is when a run begins (8 MiB).
 * Without the flag it grows to 64 MiB during the first list and stays so: a quarter of
 * the memory of a controller with 20,000 objects, for no less work.
 */
const keepYoungSpaceSmall = (): void => setFlagsFromString('--semi-space-growth-factor=1')

type Observer = (event: RunEvent) => void

/** How long running effects may take to end after SIGTERM. */
const drainMs = 30_000

/** From when on the Lease is sought although the caches are not filled: the CRD may need webhooks that need a leader. */
const longestFillMs = 10_000

/**
 * Runs a controller until SIGTERM or SIGINT. Begins with probes, metrics and
 * webhooks, then the caches, then the Lease. Ends the other way round: running
 * effects, the Lease, Events, and what is served last.
 */
export const runVerb = async (file: string | undefined, options: RunVerbOptions): Promise<void> => {
  const { namespace, workers } = options
  keepYoungSpaceSmall()
  const { controller, webhooks } = await loadController(file)
  const log = await createLog(options)
  const journal = options.record === undefined ? undefined : openJournal(options.record, log)
  const metrics = await metricsOf(options)
  const counted = metrics?.controller(controller)
  const connection = await connect({ ...options, connections: workers, ...(metrics && { observe: metrics.request }) })
  const ready = new ReplaySubject<void>(1)
  const leading = leadershipOf(connection, controller, options, merge(ready, timer(longestFillMs)))
  metrics?.leading(leaseNameOf(controller, options), leading.leads)
  const story = options.events ? events(connection, { controller: controller.name, log }) : undefined
  const stop$ = signals$.pipe(
    tap(signal => log('info', `stopping: ${signal}; a second one does not wait for the writes under way`)),
  )
  const overdue$ = signals$.pipe(
    mergeMap(() => timer(drainMs)),
    mergeMap(() => throwError(() => new ExitError(`effects did not end within ${drainMs / 1000} s: stopped anyway`))),
  )
  const lost$ = leading.lost$.pipe(mergeMap(why => throwError(() => new ExitError(why))))
  const telling = logLeading(log, leading).subscribe()
  let served: Serving | undefined
  try {
    served = await servingOf({ controller, webhooks, connection, leading, log, metrics, flags: options })
    const observers = [logRun(log), await traced(controller), counted?.observe, story?.observe, served?.observe]
    const observe = (event: RunEvent): void => {
      if (event._tag === 'Ready') ready.next()
      for (const each of observers) each?.(event)
    }
    const runOptions = {
      workers,
      ...(namespace !== undefined && { namespace }),
      ...(counted && { live: counted.live }),
      stop$,
    }
    const events$ =
      journal === undefined
        ? run(controller, leading.sources, runOptions)
        : record(controller, leading.sources, runOptions, journal.write)
    const ended$ = merge(overdue$, lost$, served?.failed$ ?? NEVER)
    await lastValueFrom(events$.pipe(tap(observe), takeUntil(ended$)), { defaultValue: undefined })
    telling.unsubscribe()
    if (!(await leading.release())) log('warn', 'the Lease could not be given back: others take it when it expires')
    await story?.drain()
  } finally {
    telling.unsubscribe()
    await leading.release()
    await story?.drain()
    await served?.close()
    journal?.close()
    await connection.close()
  }
}

/** Loaded only where it is asked for: a run on a laptop needs none of it. */
const metricsOf = async (flags: RunFlags): Promise<Metrics | undefined> => {
  if (flags.metricsBindAddress === '0') return undefined
  const { createMetrics } = await import('../observability/metrics/metrics.ts')
  return createMetrics()
}

/** Spans, where an OpenTelemetry SDK has registered itself before us (`node --import`); otherwise not even its API is loaded. */
const traced = async ({ name }: { readonly name: string }): Promise<Observer | undefined> => {
  if (!Object.getOwnPropertySymbols(globalThis).includes(Symbol.for('opentelemetry.js.api.1'))) return undefined
  const [{ trace }, { traceRun }] = await Promise.all([
    import('@opentelemetry/api'),
    import('../observability/tracing.ts'),
  ])
  return traceRun(trace.getTracer('sluice'), { controller: name })
}

const servingOf = async (options: ServingOptions): Promise<Serving | undefined> => {
  const { healthProbeBindAddress, metricsBindAddress, webhookBindAddress } = options.flags
  if ([healthProbeBindAddress, metricsBindAddress, webhookBindAddress].every(address => address === '0'))
    return undefined
  const { serving } = await import('./serving.ts')
  return serving(options)
}

const openJournal = (file: string, log: Log): Journal => {
  const journal = createJournal(file, message => log('error', message))
  if (isLeft(journal)) throw new ExitError(journal.left)
  return journal.right
}
