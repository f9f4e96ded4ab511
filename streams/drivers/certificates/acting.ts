import { concatMap, type Observable, Observable as Stream, Subscription } from 'rxjs'
import { explainForbidden } from '../../../lib/controller/forbidden.ts'
import { isApiFailure } from '../../../lib/kube/failure.ts'
import { KubeObject } from '../../../lib/kube/object.ts'
import type { WriteRequest } from '../../../lib/plan/writeRequest.ts'
import { messageOf } from '../../../lib/text/messageOf.ts'
import type { Sources } from '../../ports/sources.ts'
import type { ObserveCertificates } from './certificateEvent.ts'
import { type Deed, pacing } from './pacing.ts'

/** One object to be written. */
export interface Action extends Deed {
  readonly why: string
  readonly isRepair: boolean
  readonly request$: Observable<WriteRequest>
  /** Called with the server's answer. */
  readonly learn: (object: KubeObject) => void
}

export interface CertificateDecision<V> {
  readonly emit: readonly V[]
  readonly actions: readonly Action[]
  /** When to decide again, though nothing happened. */
  readonly dueMs: number
}

/** A timer of Node holds 24 days at most, and no clock should be trusted for long. */
const longestWaitMs = 86_400_000

/**
 * Decides again whenever something is known, was written, or is due; does one
 * thing at a time, the first that may be done. A write under way is never left,
 * and each is decided from what is known when its turn comes.
 */
export const acting = <K, V>(
  known$: Observable<K>,
  decide: (known: K, nowMs: number) => CertificateDecision<V>,
  { write, scheduler, random }: Pick<Sources, 'write' | 'scheduler' | 'random'>,
  observe: ObserveCertificates,
): Observable<V> =>
  new Stream(subscriber => {
    const pace = pacing()
    let latest: { readonly known: K } | undefined
    let isBusy = false
    let wait = Subscription.EMPTY
    /** The problem that was reported last of each object, so that it is not reported at each attempt. */
    const told = new Map<string, string>()

    const turn = (): void => {
      if (isBusy || latest === undefined || subscriber.closed) return
      wait.unsubscribe()
      const nowMs = scheduler.now()
      const { emit, actions, dueMs } = decide(latest.known, nowMs)
      for (const value of emit) subscriber.next(value)
      const paced = actions.map(action => ({ action, atMs: pace.atMs(action) }))
      const ready = paced.find(({ atMs }) => atMs <= nowMs)
      if (ready !== undefined) {
        perform(ready.action)
        return
      }
      const nextMs = Math.min(dueMs, ...paced.map(({ atMs }) => atMs))
      wait = scheduler.schedule(turn, Math.min(nextMs - nowMs, longestWaitMs))
      subscriber.add(wait)
    }

    const perform = (action: Action): void => {
      const { name, why, isRepair, request$, learn } = action
      isBusy = true
      const over = (): void => {
        isBusy = false
        turn()
      }
      subscriber.add(
        request$.pipe(concatMap(write)).subscribe({
          next: answer => {
            pace.done(action, scheduler.now())
            told.delete(name)
            observe({ _tag: 'Written', what: name, why, isRepair })
            if (KubeObject.is(answer)) learn(answer)
          },
          error: (error: unknown) => {
            const times = pace.failed(action, scheduler.now(), random())
            const problem = `cannot write ${name}: ${problemOf(error)}`
            const isNews = (!isRace(error) || times > 2) && told.get(name) !== problem
            if (isNews) {
              told.set(name, problem)
              observe({ _tag: 'Failed', problem })
            }
            over()
          },
          complete: over,
        }),
      )
    }

    subscriber.add(
      known$.subscribe(known => {
        latest = { known }
        turn()
      }),
    )
  })

/** Another writer was faster; its change will be seen. A `test` that does not hold is answered by 422. */
const isRace = (error: unknown): boolean =>
  isApiFailure(error) && error._tag === 'Status' && (error.code === 409 || error.code === 422)

const problemOf = (error: unknown): string => {
  if (isApiFailure(error)) return explainForbidden(error).message
  return messageOf(error)
}
