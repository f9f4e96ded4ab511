import type { Call, Refusal } from '../controller/controller.ts'
import type { Key, Manifest, OwnerReference, Ref } from '../kube/object.ts'

/** An object as it was observed: a write to it holds only for this uid and resourceVersion. */
export interface Target extends Ref {
  readonly uid: string
  readonly resourceVersion: string
}

/** A fact about the owner that a consistent read must confirm just before a destructive write. */
export type Premise =
  | {
      readonly _tag: 'Owner'
      readonly ref: Ref
      readonly uid: string
      readonly generation?: number
      /** Of a kind that has no generation. */
      readonly resourceVersion?: string
    }
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
  /** `isRetired`: the object lives on, and only loses finalizers of earlier versions of the controller. */
  | {
      readonly _tag: 'RemoveFinalizer'
      readonly target: Target
      readonly finalizers: readonly string[]
      readonly isRetired?: true
    }
  /** Server-side apply that only ever creates. */
  | { readonly _tag: 'Create'; readonly manifest: Manifest }
  /**
   * Server-side apply over the object of this uid and version. `reapplied`: the same manifest was applied before, and
   * another writer took some of it. `takesOver`: managers whose fields become ours before it.
   */
  | {
      readonly _tag: 'Apply'
      readonly manifest: Manifest
      readonly uid: string
      readonly resourceVersion: string
      readonly reapplied: boolean
      readonly takesOver?: readonly string[]
    }
  /** Sets what applying cannot, after the server refused an apply: the fields that still differ. */
  | {
      readonly _tag: 'Overwrite'
      readonly target: Target
      readonly manifest: Manifest
      readonly operations: readonly JsonPatchOperation[]
    }
  | { readonly _tag: 'Delete'; readonly target: Target; readonly premise: Premise }
  /** Sets a child free, so that it outlives its owner. `ownerReferences`: all that it has afterwards; labels and annotations go. */
  | {
      readonly _tag: 'Release'
      readonly target: Target
      readonly premise: Premise
      readonly ownerReferences: readonly OwnerReference[]
      readonly labels: readonly string[]
      readonly annotations: readonly string[]
    }
  /** A merge patch of the status subresource: only what differs. */
  | { readonly _tag: 'SetStatus'; readonly target: Target; readonly status: Readonly<Record<string, unknown>> }
  | { readonly _tag: 'Call'; readonly target: Target; readonly call: Call }

/** A child that is not written yet, and the reason in words. */
export interface Waits {
  readonly ref: Ref
  readonly why: string
}

/** The effects for one key, decided from one snapshot. */
export interface Plan {
  readonly key: Key
  readonly effects: readonly Effect[]
  /** Plan again after this time, without an event. */
  readonly requeueAfterMs?: number
  /** Children that are left as they are for now. */
  readonly waits?: readonly Waits[]
  /** Deletes that the controller's limit does not allow now. `of`: the children that there are. */
  readonly heldBack?: { readonly deletes: number; readonly of: number }
  /** A user lets the deletes of this plan pass the limit. */
  readonly isUnlimited?: true
  /** Nothing can be done until a user acts; reported to the owner as a condition. */
  readonly blocked?: Refusal
  /** The objects that block it, to be read before the next attempt, for no watch shows them. */
  readonly blockedBy?: readonly Ref[]
}

/** Whether the effect takes back what another writer changed. */
export const isRepair = (effect: Effect): boolean => {
  switch (effect._tag) {
    case 'Apply':
      return effect.reapplied
    case 'Overwrite':
      return true
    case 'AddFinalizer':
    case 'RemoveFinalizer':
    case 'Create':
    case 'Delete':
    case 'Release':
    case 'SetStatus':
    case 'Call':
      return false
  }
}
