import type { Fields } from '../../lib/json/fields.ts'
import type { ReadFault, WatchFault, WriteFault } from './faultySources.ts'

/** One act of a user, the network or the operator in a simulated world. */
export type Act =
  /** Users. Children are named like their owner. */
  | { readonly _tag: 'Create'; readonly name: string; readonly spec: Fields }
  /** A merge patch of the spec: null takes a field away. */
  | { readonly _tag: 'Edit'; readonly name: string; readonly spec: Fields }
  | { readonly _tag: 'Delete'; readonly name: string; readonly cascade: 'Background' | 'Foreground' | 'Orphan' }
  /** Deletes without waiting for any finalizer, and creates another of the same name. */
  | { readonly _tag: 'Replace'; readonly name: string; readonly spec: Fields }
  | { readonly _tag: 'StripFinalizers'; readonly name: string }
  | { readonly _tag: 'DeleteChild'; readonly kind: ChildKind; readonly name: string }
  | {
      readonly _tag: 'StripLabels' | 'StripOwner' | 'StripAnnotations'
      readonly kind: ChildKind
      readonly name: string
    }
  /** A merge patch of a child. */
  | { readonly _tag: 'Tamper'; readonly kind: ChildKind; readonly name: string; readonly patch: Fields }
  /** An object of a child's name without an owner, where there is none; and its removal. */
  | { readonly _tag: 'Squat'; readonly kind: ChildKind; readonly name: string }
  | { readonly _tag: 'Leave'; readonly kind: ChildKind; readonly name: string }
  /** The weather. */
  | { readonly _tag: 'Write'; readonly fault: WriteFault; readonly after: number }
  | { readonly _tag: 'Read' | 'Open'; readonly fault: ReadFault }
  | { readonly _tag: 'Watch'; readonly fault: WatchFault }
  | { readonly _tag: 'Lag'; readonly ms: number }
  | { readonly _tag: 'Compact' }
  /** The process. */
  | { readonly _tag: 'Lead'; readonly leading: boolean }
  | { readonly _tag: 'Kill' }
  | { readonly _tag: 'Resync' }

export type ChildKind = 'Deployment' | 'Service' | 'ConfigMap'

/** An act, and how long after the step before it comes, in ms. */
export interface ScheduleStep {
  readonly afterMs: number
  readonly act: Act
}

/** `+120 ms Edit web {"replicas":2}` */
export const describeStep = ({ afterMs, act: { _tag, ...rest } }: ScheduleStep): string =>
  [
    `+${afterMs} ms`,
    _tag,
    ...Object.values(rest).map(value => (typeof value === 'string' ? value : JSON.stringify(value))),
  ].join(' ')
