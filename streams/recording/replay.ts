import { isLeft } from 'fp-ts/lib/Either.js'
import { map, NEVER, Observable, Subscription } from 'rxjs'
import type { Controller } from '../../lib/controller/controller.ts'
import { exactJson } from '../../lib/json/exactJson.ts'
import { decode } from '../../lib/kube/decode.ts'
import type { KubeObject } from '../../lib/kube/object.ts'
import type { AnswerLine, Recording, RecordingLine, TickLine } from '../../lib/recording/recording.ts'
import { seededRandom } from '../../lib/recording/seededRandom.ts'
import { run } from '../circle/run.ts'
import type { RunEvent } from '../circle/runEvent.ts'
import { type Inputs, type Intake, through } from './intake.ts'
import { numberedScheduler } from './numberedScheduler.ts'

/** The run is no longer the one that was recorded: at this line of the file it has asked for something else. */
export class ReplayMismatch extends Error {
  readonly line: number
  constructor(line: number, what: string) {
    super(`line ${line} ${what}`)
    this.line = line
  }
}

export interface Replayed {
  readonly event: RunEvent
  /** The line of the file whose delivery caused it; 1 for the start. */
  readonly line: number
}

/**
 * The run that a controller makes of what a recorded run was given: the same
 * answers, timers and times in the same order, all within the subscription, with
 * no clock. Completes after the last line; errors with a `ReplayMismatch`.
 */
export const replay = <O extends KubeObject>(controller: Controller<O>, recording: Recording): Observable<RunEvent> =>
  replayLines(controller, recording).pipe(map(({ event }) => event))

/** `replay`, with the line that caused each event. */
export const replayLines = <O extends KubeObject>(
  controller: Controller<O>,
  { header, lines }: Recording,
): Observable<Replayed> =>
  new Observable(subscriber => {
    let nowMs = header.startMs
    let line = 1
    let ended = false
    const calls: string[] = []
    const listening = new Map<number, (answer: AnswerLine) => void>()
    const due = new Map<number, () => void>()
    let timers = 0
    const mismatch = (what: string): void => subscriber.error(new ReplayMismatch(line, what))
    if (controller.name !== header.controller) {
      mismatch(`begins a run of controller ${header.controller}; this is ${controller.name}`)
      return
    }

    const answers: Intake['answers'] = (port, of, codec) =>
      new Observable(listener => {
        const call = calls.length
        const name = nameOf(port, of)
        calls.push(name)
        listener.add(() => listening.delete(call))
        listening.set(call, answer => {
          if (answer.port !== port || (answer.of ?? of) !== of) {
            mismatch(`answers call ${call}, ${nameOf(answer.port, answer.of)}, which in this run is ${name}`)
          } else if ('complete' in answer) listener.complete()
          else if ('error' in answer) listener.error(thrown(answer))
          else {
            const value = decode(codec, 'none' in answer ? undefined : copy(answer.next))
            if (isLeft(value)) mismatch(`is no answer to call ${call}, ${name}: ${value.left.join('; ')}`)
            else listener.next(value.right)
          }
        })
      })
    const scheduler = numberedScheduler(
      () => nowMs,
      (tick, _delayMs, fire) => {
        timers = Math.max(timers, tick + 1)
        due.set(tick, fire)
        return new Subscription(() => due.delete(tick))
      },
    )

    const answer = (said: AnswerLine): void => {
      const listener = listening.get(said.call)
      if (listener !== undefined) {
        listener(said)
        return
      }
      const made = calls[said.call]
      const recorded = `answers call ${said.call}, ${nameOf(said.port, said.of)}`
      const last = calls.length - 1
      if (made === undefined) mismatch(`${recorded}; this run's last call is call ${last}, ${calls[last] ?? 'none'}`)
      else mismatch(`${recorded}, to which this run no longer listens (its call ${said.call} is ${made})`)
    }
    const fire = ({ tick }: TickLine): void => {
      const work = due.get(tick)
      due.delete(tick)
      if (work !== undefined) work()
      else if (tick < timers) mismatch(`fires timer ${tick}, which this run has cancelled or let fire before`)
      else mismatch(`fires timer ${tick}, which this run has not set: it has set ${timers}`)
    }
    const deliver = (next: RecordingLine): void => {
      if ('planned' in next) return
      if ('end' in next) {
        if (next.end === 'Completed' && !ended) mismatch('ends the recorded run; this one goes on')
      } else if (ended) mismatch('is given to a run that has already ended')
      else if ('tick' in next) fire(next)
      else answer(next)
    }

    const inputs = through(
      { answers, scheduler, random: seededRandom(header.seed) },
      {
        sources: nowhere,
        options: {
          ...header.options,
          calls: Object.fromEntries(header.calls.map(silent)),
          ...(header.allowsDeletes && { allowDeletes$: NEVER }),
        },
      },
    )
    subscriber.add(
      run(controller, inputs.sources, inputs.options).subscribe({
        next: event => subscriber.next({ event, line }),
        error: error => subscriber.error(error),
        complete: () => {
          ended = true
        },
      }),
    )
    for (const [at, next] of lines.entries()) {
      if (subscriber.closed) return
      nowMs = next.at
      if (!('planned' in next)) line = at + 2
      deliver(next)
    }
    subscriber.complete()
  })

const nowhere: Inputs['sources'] = {
  list: () => NEVER,
  watch: () => NEVER,
  read: () => NEVER,
  write: () => NEVER,
  leading$: NEVER,
}

const silent = (name: string): [string, () => Observable<unknown>] => [name, () => NEVER]

const nameOf = (port: string, of: string | undefined): string =>
  of === undefined || of === '' ? port : `${port} ${of}`

const thrown = ({ error }: Extract<AnswerLine, { readonly error: unknown }>): unknown =>
  error._tag === 'Thrown' ? new Error(error.message) : error

/** The run owns what it is given (it drops managedFields in place), and a recording may be replayed again. */
const copy = (value: unknown): unknown =>
  typeof value === 'object' && value !== null ? exactJson(JSON.stringify(value)) : value
