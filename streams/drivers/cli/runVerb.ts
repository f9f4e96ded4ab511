import { isLeft } from 'fp-ts/lib/Either.js'
import { lastValueFrom, merge, mergeMap, ReplaySubject, takeUntil, tap, throwError, timer } from 'rxjs'
import { record } from '../../record.ts'
import { run } from '../../run.ts'
import type { RunEvent } from '../../runEvent.ts'
import { events } from '../events/events.ts'
import { createJournal, type Journal } from '../journal.ts'
import { createLog, type Log, type LogOptions } from '../log.ts'
import { logRun } from '../logRun.ts'
import { type ConnectOptions, connect } from './connect.ts'
import { ExitError } from './exit.ts'
import { leadershipOf, logLeading } from './leadership.ts'
import { loadController } from './loadController.ts'
import type { RunFlags } from './runFlags.ts'
import { signals$ } from './signals.ts'
import { keepYoungSpaceSmall } from './youngSpace.ts'

export interface RunVerbOptions extends ConnectOptions, LogOptions, RunFlags {
  readonly namespace?: string
  readonly workers: number
  readonly record?: string
}

/** How long running effects may take to end after SIGTERM. */
const drainMs = 30_000

/**
 * Runs a controller until it is told to stop; then lets running effects end, and
 * gives the Lease back. It is sought once the caches are filled.
 */
export const runVerb = async (file: string | undefined, options: RunVerbOptions): Promise<void> => {
  const { namespace, workers } = options
  keepYoungSpaceSmall()
  const controller = await loadController(file)
  const log = await createLog(options)
  const journal = options.record === undefined ? undefined : openJournal(options.record, log)
  const connection = await connect({ ...options, connections: workers })
  const ready = new ReplaySubject<void>(1)
  const leading = leadershipOf(connection, controller, options, ready)
  const told = options.events ? events(connection, { controller: controller.name, log }) : undefined
  const stop$ = signals$.pipe(
    tap(signal => log('info', `stopping: ${signal}; a second one does not wait for the writes under way`)),
  )
  const overdue$ = signals$.pipe(
    mergeMap(() => timer(drainMs)),
    mergeMap(() => throwError(() => new ExitError(`effects did not end within ${drainMs / 1000} s: stopped anyway`))),
  )
  const lost$ = leading.lost$.pipe(mergeMap(why => throwError(() => new ExitError(why))))
  const runOptions = { workers, ...(namespace !== undefined && { namespace }), stop$ }
  const observers = [logRun(log), ...(told === undefined ? [] : [told.observe])]
  const observe = (event: RunEvent): void => {
    if (event._tag === 'Ready') ready.next()
    for (const each of observers) each(event)
  }
  try {
    const events$ =
      journal === undefined
        ? run(controller, leading.sources, runOptions)
        : record(controller, leading.sources, runOptions, journal.write)
    const telling = logLeading(log, leading).subscribe()
    await lastValueFrom(events$.pipe(tap(observe), takeUntil(merge(overdue$, lost$))), { defaultValue: undefined })
    telling.unsubscribe()
    if (!(await leading.release())) log('warn', 'the Lease could not be given back: others take it when it expires')
    await told?.drain()
  } finally {
    journal?.close()
    await connection.close()
  }
}

const openJournal = (file: string, log: Log): Journal => {
  const journal = createJournal(file, message => log('error', message))
  if (isLeft(journal)) throw new ExitError(journal.left)
  return journal.right
}
