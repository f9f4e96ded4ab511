import type { Refusal } from '../controller/controller.ts'
import type { ApiFailure } from '../kube/failure.ts'
import type { Ref } from '../kube/object.ts'
import type { Effect } from '../plan/plan.ts'
import type { Remedy } from './remedy.ts'

/** How the execution of one plan ended. */
export type Outcome =
  | {
      readonly _tag: 'Applied'
      /** Effects that were written. */
      readonly wrote: number
      /** Some of them created children. */
      readonly created?: true
      /** Some of them took back what another writer had changed. */
      readonly repaired?: true
      /** There is nothing to look at again: only the status was written, and the server kept it as sent; or a look found nothing left to do. */
      readonly settled?: true
      readonly requeueAfterMs?: number
      readonly blocked?: Refusal
      readonly blockedBy?: readonly Ref[]
    }
  | {
      readonly _tag: 'Failed'
      readonly wrote: number
      /** The first that failed. Absent: reading before the plan failed. */
      readonly effect?: Effect
      readonly failure: ApiFailure
      /** Effects on other children that failed as well. */
      readonly others?: readonly Effect[]
      readonly remedy: Remedy
      /** To be read before the next plan. */
      readonly toReread: readonly Ref[]
    }
  /** Nothing was tried, or the rest of the plan was left: not leading, stopping, or the server asked for silence. */
  | { readonly _tag: 'Abandoned'; readonly wrote: number; readonly why: string; readonly toReread?: readonly Ref[] }
