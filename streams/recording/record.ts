import { defer, Observable, Subscription, tap } from 'rxjs'
import type { Controller } from '../../lib/controller/controller.ts'
import { isApiFailure } from '../../lib/kube/failure.ts'
import type { KubeObject } from '../../lib/kube/object.ts'
import {
  formatHeader,
  formatLine,
  type RecordedError,
  type RecordingLine,
  type Said,
} from '../../lib/recording/recording.ts'
import { mentionsSecret, redactSecrets } from '../../lib/recording/redactSecrets.ts'
import { seededRandom } from '../../lib/recording/seededRandom.ts'
import { messageOf } from '../../lib/text/messageOf.ts'
import { type RunOptions, run } from '../circle/run.ts'
import type { RunEvent } from '../circle/runEvent.ts'
import type { Sources } from '../ports/sources.ts'
import { dataOf, type Intake, through } from './intake.ts'
import { numberedScheduler } from './numberedScheduler.ts'

export interface RecordOptions {
  /** Leave the values of Secrets out. Default true; what a plan makes of them then cannot be replayed. */
  readonly redact?: boolean
}

/**
 * `run`, with all that it takes in and all that it plans given to `sink`, one
 * line of JSON at a time (without line break), before the run sees it.
 *
 *     watch       --a--(bc)-----     the world
 *     timer       -----t--------
 *     the run     --a--t-b-c----     one after the other, each a turn of its own with one time
 *     sink        H-a--t-b-c----|
 *
 * An answer that arrives within a turn (a port that answers on subscription)
 * waits for the end of that turn, and the clock stands still while a turn lasts:
 * so the run sees exactly what its replay will see. `random` gives the seed and is
 * not asked again. For one subscription: a recording holds one run.
 */
export const record = <O extends KubeObject>(
  controller: Controller<O>,
  world: Sources,
  options: RunOptions,
  sink: (line: string) => void,
  { redact = true }: RecordOptions = {},
): Observable<RunEvent> => {
  let subscribed = false
  return new Observable(subscriber => {
    if (subscribed) {
      subscriber.error(new Error('a recording holds one run: record again for another'))
      return
    }
    subscribed = true
    const { turn, now } = turns(() => world.scheduler.now())
    const write = (line: RecordingLine): void => {
      const text = formatLine(line)
      sink(redact && mentionsSecret(text) ? JSON.stringify(redactSecrets(line)) : text)
    }

    let calls = 0
    const answers: Intake['answers'] = (port, of, _codec, source) =>
      new Observable(listener => {
        const call = calls
        calls += 1
        let first = true
        const tell = (said: Said, deliver: () => void): void =>
          turn(at => {
            if (listener.closed) return
            write({ at, call, port, ...(first && of !== '' && { of }), ...said })
            first = false
            deliver()
          })
        return defer(source).subscribe({
          next: value => tell(value === undefined ? { none: true } : { next: value }, () => listener.next(value)),
          error: error => tell({ error: recordedError(error) }, () => listener.error(error)),
          complete: () => tell({ complete: true }, () => listener.complete()),
        })
      })
    const scheduler = numberedScheduler(now, (tick, delayMs, fire) => {
      const due = new Subscription()
      const onTime = (): void =>
        turn(at => {
          if (due.closed) return
          write({ at, tick })
          fire()
        })
      due.add(world.scheduler.schedule(onTime, delayMs))
      return due
    })

    turn(startMs => {
      const seed = Math.floor(world.random() * 2 ** 32)
      const names = Object.keys(options.calls ?? {})
      const head = { sluice: 'recording', version: 1, controller: controller.name, startMs, seed } as const
      sink(
        formatHeader({
          ...head,
          options: dataOf(options),
          calls: names,
          ...(options.allowDeletes$ && { allowsDeletes: true }),
        }),
      )
      const inputs = through({ answers, scheduler, random: seededRandom(seed) }, { sources: world, options })
      run(controller, inputs.sources, inputs.options)
        .pipe(
          tap({
            next: event => {
              if (event._tag !== 'Planned') return
              const { key, reasons, plan } = event
              write({ at: now(), planned: { key, reasons, plan: { ...plan } } })
            },
            complete: () => write({ at: now(), end: 'Completed' }),
            unsubscribe: () => write({ at: now(), end: 'Unsubscribed' }),
          }),
        )
        .subscribe(subscriber)
    })
  })
}

/** Turns never nest: what comes while one lasts is next. */
const turns = (clock: () => number) => {
  const waiting: ((nowMs: number) => void)[] = []
  let turnMs: number | undefined
  return {
    now: (): number => turnMs ?? clock(),
    turn: (take: (nowMs: number) => void): void => {
      waiting.push(take)
      if (turnMs !== undefined) return
      try {
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
          turnMs = clock()
          next(turnMs)
        }
      } finally {
        turnMs = undefined
      }
    },
  }
}

/** Field by field: an error's message is not among the fields that JSON shows. */
const recordedError = (error: unknown): RecordedError => {
  if (!isApiFailure(error)) return { _tag: 'Thrown', message: messageOf(error) }
  const { message } = error
  if (error._tag === 'Connection') return { _tag: 'Connection', message, sent: error.sent }
  const { code, reason, retryAfterMs } = error
  return { _tag: 'Status', code, reason, message, ...(retryAfterMs !== undefined && { retryAfterMs }) }
}
