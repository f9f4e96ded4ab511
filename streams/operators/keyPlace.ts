/** Where the values of one key are inside `scheduling`. It changes as they go on; read it, do not keep it. */
export interface KeyPlace<T> {
  /** Held back until the key is quiet. */
  held: readonly T[]
  /** Settled, and not yet taken by a run. */
  owed: readonly T[]
  /** What the key is doing besides: its group is open all the same. */
  phase: 'Idle' | 'Waiting' | 'Running' | 'Resting'
  /** When the phase began, in ms since the epoch. */
  sinceMs: number
  /** When a rest ends, in ms since the epoch. */
  untilMs?: number
}
