import type { Call, Refusal } from '../controller/controller.ts'
import type { Key, Manifest, Ref } from '../kube/object.ts'

/** An object as it was observed: a write to it holds only for this uid and resourceVersion. */
export interface Target extends Ref {
  readonly uid: string
  readonly resourceVersion: string
}

/** What must still be true of the owner just before a destructive write, by a consistent read. */
export type Premise =
  | { readonly _tag: 'Owner'; readonly ref: Ref; readonly uid: string; readonly generation: number }
  | { readonly _tag: 'Gone'; readonly ref: Ref; readonly uid: string }

export interface JsonPatchOperation {
  readonly op: 'add' | 'remove' | 'replace' | 'test'
  /** A JSON pointer. */
  readonly path: string
  readonly value?: unknown
}

/** One intended write, as data. */
export type Effect =
  /** `finalizers`: all that the object has afterwards. */
  | { readonly _tag: 'AddFinalizer'; readonly target: Target; readonly finalizers: readonly string[] }
  | { readonly _tag: 'RemoveFinalizer'; readonly target: Target; readonly finalizers: readonly string[] }
  /** Server-side apply that only ever creates. */
  | { readonly _tag: 'Create'; readonly manifest: Manifest }
  /** Server-side apply over the object of this uid and version. `reapplied`: the same manifest was applied before. */
  | {
      readonly _tag: 'Apply'
      readonly manifest: Manifest
      readonly uid: string
      readonly resourceVersion: string
      readonly reapplied: boolean
    }
  /** Sets what applying cannot: the fields that still differ after an apply. */
  | {
      readonly _tag: 'Overwrite'
      readonly target: Target
      readonly manifest: Manifest
      readonly operations: readonly JsonPatchOperation[]
    }
  | { readonly _tag: 'Delete'; readonly target: Target; readonly premise: Premise }
  /** A merge patch of the status subresource: only what differs. */
  | { readonly _tag: 'SetStatus'; readonly target: Target; readonly status: Readonly<Record<string, unknown>> }
  | { readonly _tag: 'Call'; readonly target: Target; readonly call: Call }

/** What to do for one key, decided from one snapshot. */
export interface Plan {
  readonly key: Key
  readonly effects: readonly Effect[]
  /** Plan again after this time, without an event. */
  readonly requeueAfterMs?: number
  /** Nothing can be done until somebody acts; told to the owner as a condition. */
  readonly blocked?: Refusal
  /** What stands in the way, to be read again before the next attempt: no watch tells of it. */
  readonly blockedBy?: readonly Ref[]
  /** What the server keeps otherwise than it was asked to; told as a condition, and left so. */
  readonly overruled?: Refusal
}

/** Whether it takes back what somebody else changed. */
export const isRepair = (effect: Effect): boolean =>
  effect._tag === 'Overwrite' || (effect._tag === 'Apply' && effect.reapplied)
