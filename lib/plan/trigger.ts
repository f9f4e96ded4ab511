import type { Key } from '../kube/object.ts'

/** Why a key is planned: for logs, traces and recordings, hidden from the plan. */
export type Reason =
  | { readonly _tag: 'Initial' | 'Resync' }
  | { readonly _tag: 'Added' | 'Modified' | 'Deleted'; readonly kind: string; readonly key: Key }
  /** After own writes: is it as it should be now? */
  | { readonly _tag: 'Verify' }
  /** A plan asked to be made again after a time. */
  | { readonly _tag: 'Requeue' }
  | { readonly _tag: 'Retry'; readonly attempt: number }
  /** To tell the owner what went wrong. */
  | { readonly _tag: 'Report' }

export interface Trigger {
  readonly key: Key
  readonly reason: Reason
  /** When it came, in ms since the epoch. Absent: its wait is not measured. */
  readonly atMs?: number
}

export const isOutside = ({ _tag }: Reason): boolean => _tag !== 'Verify' && _tag !== 'Retry' && _tag !== 'Report'

/** Whether the whole plan is tried, and not only a failure reported or a write looked at. */
export const isAnotherChance = (reason: Reason): boolean => isOutside(reason) || reason._tag === 'Retry'

/** A watch, or a read, showed a change. */
export const isChange = ({ _tag }: Reason): boolean => _tag === 'Added' || _tag === 'Modified' || _tag === 'Deleted'

/** A live change goes before the backlog of an initial list, a resync or a retry. */
export const isBacklog = ({ _tag }: Reason): boolean => _tag === 'Initial' || _tag === 'Resync' || _tag === 'Retry'

/** `Deployment demo/web modified`, `retry 3` */
export const describeReason = (reason: Reason): string => {
  switch (reason._tag) {
    case 'Added':
    case 'Modified':
    case 'Deleted':
      return `${reason.kind} ${reason.key} ${reason._tag.toLowerCase()}`
    case 'Retry':
      return `retry ${reason.attempt}`
    default:
      return reason._tag.toLowerCase()
  }
}

/** Triggers of one key that wait together: each reason once, however often it came. */
export const coalesce = (waiting: readonly Trigger[], arriving: readonly Trigger[]): readonly Trigger[] => {
  const told = new Set(waiting.map(({ reason }) => describeReason(reason)))
  const fresh = arriving.filter(({ reason }) => !told.has(describeReason(reason)))
  return fresh.length === 0 ? waiting : [...waiting, ...fresh]
}
