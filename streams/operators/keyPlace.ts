/** Where the values of one key are inside `scheduling`. It changes as they go on; read it, do not keep it. */
export interface KeyPlace<T> {
  /** Held back until the key is quiet. */
  held: readonly T[]
  /** Settled, and not yet taken by a run. */
  owed: readonly T[]
  /** The activity of the key. `Idle`: its group is open for its settle window alone. */
  phase: 'Idle' | 'Waiting' | 'Running' | 'Resting'
  /** When the phase began, in ms since the epoch. */
  sinceMs: number
  /** When a rest ends, in ms since the epoch. */
  untilMs?: number
}
