import { defer, type MonoTypeOperatorFunction, tap } from 'rxjs'
import { isApiFailure } from '../../../../lib/kube/failure.ts'
import type { Part } from './exchange.ts'

/** Calls `tell` once a request: with the code of its answer, or without one where there was no answer. A later break is not reported. */
export const answered =
  (tell: (code: number | undefined) => void): MonoTypeOperatorFunction<Part> =>
  source =>
    defer(() => {
      let isTold = false
      const once = (code: number | undefined): void => {
        if (!isTold) tell(code)
        isTold = true
      }
      return source.pipe(
        tap({
          next: part => part._tag === 'Head' && once(part.code),
          error: (error: unknown) => once(isApiFailure(error) && error._tag === 'Status' ? error.code : undefined),
        }),
      )
    })
