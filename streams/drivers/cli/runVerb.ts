import { lastValueFrom, mergeMap, of, takeUntil, tap, throwError, timer } from 'rxjs'
import { run } from '../../run.ts'
import { createLog, type LogOptions } from '../log.ts'
import { logRun } from '../logRun.ts'
import { type ConnectOptions, connect } from './connect.ts'
import { ExitError } from './exit.ts'
import { loadController } from './loadController.ts'
import { signals$ } from './signals.ts'

export interface RunVerbOptions extends ConnectOptions, LogOptions {
  readonly namespace?: string
  readonly workers: number
}

/** How long running effects may take to end after SIGTERM. */
const drainMs = 30_000

/** Runs a controller until it is told to stop; then lets running effects end. */
export const runVerb = async (file: string | undefined, options: RunVerbOptions): Promise<void> => {
  const { namespace, workers } = options
  const controller = await loadController(file)
  const log = createLog(options)
  const connection = await connect(options)
  const overdue$ = signals$.pipe(
    mergeMap(() => timer(drainMs)),
    mergeMap(() => throwError(() => new ExitError(`effects did not end within ${drainMs / 1000} s: stopped anyway`))),
  )
  try {
    const sources = { ...connection.sources, leading$: of(true) }
    const events$ = run(controller, sources, {
      workers,
      ...(namespace !== undefined && { namespace }),
      stop$: signals$,
    })
    await lastValueFrom(events$.pipe(tap(logRun(log)), takeUntil(overdue$)), { defaultValue: undefined })
  } finally {
    await connection.close()
  }
}
