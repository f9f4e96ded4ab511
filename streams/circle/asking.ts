import { finalize, Observable, Subject, type Subscription } from 'rxjs'
import { explainForbidden } from '../../lib/controller/forbidden.ts'
import { type ApiFailure, isApiFailure } from '../../lib/kube/failure.ts'
import type { Key } from '../../lib/kube/object.ts'
import { isChange, type Reason, type Trigger } from '../../lib/plan/trigger.ts'
import type { WriteRequest } from '../../lib/plan/writeRequest.ts'
import { type Ended, type Fault, faultMemory } from '../../lib/retry/faultMemory.ts'
import { explainedFor, type FaultPlace, type VerbOnKind } from '../../lib/retry/verbOnKind.ts'
import { releasing } from '../operators/releasing.ts'
import type { Sources } from '../ports/sources.ts'
import type { RunEvent } from './runEvent.ts'

/** The ports of one run of one key. */
export interface Asking extends Pick<Sources, 'read'> {
  readonly write: (access: VerbOnKind, request: WriteRequest) => Observable<unknown>
}

/** The ports as they are. */
export const straight = ({ read, write }: Pick<Sources, 'read' | 'write'>): Asking => ({
  read,
  write: (_, request) => write(request),
})

export interface Askings {
  /** The ports for a run that begins now. Where a verb on a kind is known to be at fault, they error without a request. */
  readonly begin: (key: Key, reasons: readonly Reason[]) => Asking
  readonly end: (key: Key, how: Ended) => void
  /** The keys that may go on, spread out, and the faults that began or ended. */
  readonly events$: Observable<Trigger | RunEvent>
  /** The faults that are known now. */
  readonly open: ReadonlyMap<FaultPlace, Fault>
}

/**
 * Remembers faults that no object is to blame for, once for all keys.
 *
 *     key a    ask-x                     x: 403
 *     key b        ·                     held without a request
 *     probe            a-x      a-o      one key asks for all, ever more rarely
 *     wakes                        b     the others go on, spread out
 */
export const askings = ({ read, write, scheduler }: Pick<Sources, 'read' | 'write' | 'scheduler'>): Askings => {
  const memory = faultMemory()
  const events = new Subject<Trigger | RunEvent>()
  let timer: Subscription | undefined
  let probes = 0

  const wakes = releasing(scheduler, key => events.next({ key, reason: { _tag: 'Retry', attempt: probes } }))
  const arm = (): void => {
    timer?.unsubscribe()
    const nextMs = events.observed ? memory.nextMs() : undefined
    timer = nextMs === undefined ? undefined : scheduler.schedule(probe, Math.max(0, nextMs - scheduler.now()))
  }
  const probe = (): void => {
    const due = memory.due(scheduler.now())
    if (due.length > 0) probes += 1
    wakes.add(due)
    arm()
  }
  const tell = (access: VerbOnKind, key: Key, answer: ApiFailure | undefined): ApiFailure | undefined => {
    const { failure, released, began, ended } = memory.answered(access, key, answer, scheduler.now())
    for (const place of ended) events.next({ _tag: 'Fault', place })
    const explained = (given: ApiFailure): ApiFailure => explainedFor(access, explainForbidden(given))
    if (began) events.next({ _tag: 'Fault', place: began.place, failure: explained(began.failure) })
    wakes.add(released)
    return failure && explainedFor(access, failure)
  }

  const begin = (key: Key, reasons: readonly Reason[]): Asking => {
    memory.began(key)
    const isTriedAtOnce = reasons.some(isChange)
    const ask = <T>(access: VerbOnKind, request: () => Observable<T>): Observable<T> =>
      new Observable(subscriber => {
        const held = memory.heldBy(access, key, isTriedAtOnce, scheduler.now())
        if (held) {
          subscriber.error(explainedFor(access, held))
          return
        }
        subscriber.add(
          request().subscribe({
            next: answer => subscriber.next(answer),
            // What is no failure of the API server tells nothing of it.
            error: error => subscriber.error(isApiFailure(error) ? tell(access, key, error) : error),
            complete: () => {
              tell(access, key, undefined)
              subscriber.complete()
            },
          }),
        )
      })
    return {
      read: (resource, ref) => {
        const { namespace } = ref
        const access: VerbOnKind = { verb: 'get', resource, ...(namespace !== undefined && { namespace }) }
        return ask(access, () => read(resource, ref))
      },
      write: (access, request) => ask(access, () => write(request)),
    }
  }

  return {
    open: memory.open,
    begin,
    end: (key, how) => {
      for (const place of memory.ended(key, how, scheduler.now())) events.next({ _tag: 'Fault', place })
      arm()
    },
    events$: events.pipe(
      finalize(() => {
        timer?.unsubscribe()
        wakes.stop()
      }),
    ),
  }
}
