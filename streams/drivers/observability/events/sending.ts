import {
  catchError,
  defer,
  EMPTY,
  ignoreElements,
  type Observable,
  retry,
  type SchedulerLike,
  throwError,
  timer,
} from 'rxjs'
import type { EventWrite } from '../../../../lib/events/ledger.ts'
import type { ApiFailure } from '../../../../lib/kube/failure.ts'
import { mergePatchType } from '../../../../lib/plan/writeRequest.ts'
import { failureOf } from '../../../../lib/retry/remedy.ts'
import type { ClusterConnection } from '../../connection/openCluster.ts'

export interface SendingOptions {
  readonly scheduler: SchedulerLike
  /** The waits before each retry, in ms. Default: 1,000 and 5,000. A longer `Retry-After` is obeyed, up to 30,000. */
  readonly retryAfterMs?: readonly number[]
}

const collection = (namespace: string): string =>
  `/apis/events.k8s.io/v1/namespaces/${encodeURIComponent(namespace)}/events`

/**
 * Writes one Event. Completes when the Event exists, or when its namespace is going. Errors with the
 * last `ApiFailure` after a few attempts.
 */
export const sending =
  (request: ClusterConnection['request'], { scheduler, retryAfterMs = [1_000, 5_000] }: SendingOptions) =>
  ({ event, series }: EventWrite): Observable<never> => {
    const { name, namespace } = event.metadata
    const create = (body: object) => request('POST', collection(namespace), { body })
    const written$ =
      series === undefined
        ? defer(() => create(event))
        : defer(() =>
            request('PATCH', `${collection(namespace)}/${name}`, { body: { series }, contentType: mergePatchType }),
          ).pipe(
            // The Event has expired: the series goes on in a new one.
            catchError(error =>
              isStatus(failureOf(error), 404) ? create({ ...event, series }) : throwError(() => error),
            ),
          )
    return written$.pipe(
      retry({
        count: retryAfterMs.length,
        delay: (error, attempt) => {
          const failure = failureOf(error)
          if (!isPassing(failure)) return throwError(() => failure)
          const asked = failure._tag === 'Status' ? (failure.retryAfterMs ?? 0) : 0
          return timer(Math.max(retryAfterMs[attempt - 1] ?? 0, Math.min(asked, longestMs)), scheduler)
        },
      }),
      catchError(error => {
        const failure = failureOf(error)
        return isHarmless(failure) ? EMPTY : throwError(() => failure)
      }),
      ignoreElements(),
    )
  }

const longestMs = 30_000

const isStatus = (failure: ApiFailure, code: number): boolean => failure._tag === 'Status' && failure.code === code

const isPassing = (failure: ApiFailure): boolean =>
  failure._tag === 'Connection' || failure.code === 408 || failure.code === 429 || failure.code >= 500

/** An attempt whose answer was lost wrote the Event already, or the namespace is being deleted. */
const isHarmless = (failure: ApiFailure): boolean =>
  isStatus(failure, 409) ||
  isStatus(failure, 404) ||
  (isStatus(failure, 403) && failure.message.includes('being terminated'))
