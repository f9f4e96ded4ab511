import { isLeft } from 'fp-ts/lib/Either.js'
import { lastValueFrom, mergeMap, of, takeUntil, tap, throwError, timer } from 'rxjs'
import { record } from '../../record.ts'
import { run } from '../../run.ts'
import { createJournal, type Journal } from '../journal.ts'
import { createLog, type Log, type LogOptions } from '../log.ts'
import { logRun } from '../logRun.ts'
import { type ConnectOptions, connect } from './connect.ts'
import { ExitError } from './exit.ts'
import { loadController } from './loadController.ts'
import { signals$ } from './signals.ts'
import { keepYoungSpaceSmall } from './youngSpace.ts'

export interface RunVerbOptions extends ConnectOptions, LogOptions {
  readonly namespace?: string
  readonly workers: number
  readonly record?: string
}

/** How long running effects may take to end after SIGTERM. */
const drainMs = 30_000

/** Runs a controller until it is told to stop; then lets running effects end. */
export const runVerb = async (file: string | undefined, options: RunVerbOptions): Promise<void> => {
  const { namespace, workers } = options
  keepYoungSpaceSmall()
  const controller = await loadController(file)
  const log = await createLog(options)
  const journal = options.record === undefined ? undefined : openJournal(options.record, log)
  const connection = await connect({ ...options, connections: workers })
  const stop$ = signals$.pipe(
    tap(signal => log('info', `stopping: ${signal}; a second one does not wait for the writes under way`)),
  )
  const overdue$ = signals$.pipe(
    mergeMap(() => timer(drainMs)),
    mergeMap(() => throwError(() => new ExitError(`effects did not end within ${drainMs / 1000} s: stopped anyway`))),
  )
  try {
    const sources = { ...connection.sources, leading$: of(true) }
    const runOptions = { workers, ...(namespace !== undefined && { namespace }), stop$ }
    const events$ =
      journal === undefined
        ? run(controller, sources, runOptions)
        : record(controller, sources, runOptions, journal.write)
    await lastValueFrom(events$.pipe(tap(logRun(log)), takeUntil(overdue$)), { defaultValue: undefined })
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
