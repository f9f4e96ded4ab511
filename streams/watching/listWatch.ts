import {
  BehaviorSubject,
  catchError,
  concat,
  defer,
  distinctUntilChanged,
  interval,
  map,
  merge,
  NEVER,
  type Observable,
  of,
  repeat,
  startWith,
  takeWhile,
  tap,
  timer,
} from 'rxjs'
import { isApiFailure } from '../../lib/kube/failure.ts'
import type { KubeObject, Resource } from '../../lib/kube/object.ts'
import type { Health, WatchEvent } from '../../lib/kube/watchEvent.ts'
import { messageOf } from '../../lib/text/messageOf.ts'
import { spread } from '../operators/spread.ts'
import type { ListWatchSources } from '../ports/sources.ts'
import { lost } from './failed.ts'
import { start, watchStep } from './machine.ts'
import { type ListWatchOptions, settingsOf } from './options.ts'
import type { WatchCommand, WatchInput, WatchTurn } from './state.ts'
import type { Task } from './task.ts'

export interface ListWatch<O extends KubeObject> {
  /**
   * Cold: each subscription is a list and watch of its own. It neither completes
   * nor errors; unsubscribing closes the connection and all timers.
   *
   *     list   --(page|)
   *     watch    ------------a--b------|      ended by the server
   *     watch                          ----c--
   *     events --L-----------A--B----------C--
   */
  readonly events$: Observable<WatchEvent<O>>
  /** How `events$` is doing: its present state at once, then each change. Starts nothing by itself. */
  readonly health$: Observable<Health>
}

/** Lists and then watches all objects of one kind, for ever. What it does when is decided in `listWatch/machine`. */
export const listWatch = <O extends KubeObject>(
  resource: Resource<O>,
  sources: ListWatchSources,
  options: ListWatchOptions = {},
): ListWatch<O> => {
  const task: Task<O> = { resource, settings: settingsOf(options) }
  const moment = () => ({ nowMs: sources.scheduler.now(), random: sources.random() })
  const health = new BehaviorSubject(start(task, { nowMs: sources.scheduler.now(), random: 0 }).state.health)

  const turns$: Observable<WatchTurn<O>> = defer(() => {
    let turn = start(task, moment())
    return defer(() => perform(task, sources, turn.command)).pipe(
      map(input => {
        turn = watchStep(task, turn.state, input, moment())
        return turn
      }),
      takeWhile(({ command }) => command._tag === 'Keep', true),
      repeat(),
      startWith(turn),
    )
  })

  return {
    events$: turns$.pipe(
      tap(({ state }) => health.next(state.health)),
      spread(({ emissions }) => emissions),
    ),
    health$: health.pipe(distinctUntilChanged()),
  }
}

/** How often a request under way is asked whether it still lives. */
const tickMs = 5_000

/** One command as the inputs it leads to. Ends only by being unsubscribed, or after `Ended` or `Failed`. */
const perform = <O extends KubeObject>(
  { resource, settings }: Task<O>,
  { list, watch, scheduler }: ListWatchSources,
  command: WatchCommand,
): Observable<WatchInput> => {
  const alive = (answers$: Observable<WatchInput>): Observable<WatchInput> =>
    merge(
      concat(answers$, of<WatchInput>({ _tag: 'Ended' })).pipe(catchError(error => of<WatchInput>(failedBy(error)))),
      interval(tickMs, scheduler).pipe(map((): WatchInput => ({ _tag: 'Tick' }))),
    )
  switch (command._tag) {
    case 'Keep':
      return NEVER
    case 'Wait':
      return timer(command.ms, scheduler).pipe(map(() => ({ _tag: 'Waited' })))
    case 'List': {
      const from = command.continue === undefined ? {} : { continue: command.continue }
      const options = { ...settings.selection, limit: settings.pageSize, ...from }
      return alive(
        defer(() => list(resource, options)).pipe(
          map(received =>
            'part' in received ? { _tag: 'Part', items: received.part } : { _tag: 'Page', page: received },
          ),
        ),
      )
    }
    case 'Watch': {
      const { resourceVersion, timeoutSeconds } = command
      const place = resourceVersion === undefined ? { sendInitialEvents: true } : { resourceVersion }
      const options = { ...settings.selection, ...place, timeoutSeconds }
      return alive(defer(() => watch(resource, options)).pipe(map(text => ({ _tag: 'Line', text }))))
    }
  }
}

const failedBy = (error: unknown): WatchInput => ({
  _tag: 'Failed',
  failure: isApiFailure(error) ? error : lost(messageOf(error)),
})
