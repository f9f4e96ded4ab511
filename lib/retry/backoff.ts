/** How long to wait before the next attempt. */
export interface Backoff {
  /** Ceiling of the first wait, in milliseconds. */
  readonly firstMs: number
  readonly factor: number
  /** No ceiling above this, in milliseconds. */
  readonly capMs: number
  /** Share of the ceiling that is left to chance: 0 waits exactly the ceiling, 1 (full jitter) anything below it. */
  readonly jitter: number
}

/** The backoff of a watch: 800 ms, 1.6 s, 3.2 s, … 30 s, each with full jitter. */
export const watchBackoff: Backoff = { firstMs: 800, factor: 2, capMs: 30_000, jitter: 1 }

/**
 * Milliseconds to wait before attempt number `attempt`, counted from 0.
 * `random` is uniform in [0, 1). The answer is whole, finite and at most `capMs`.
 */
export const backoff = (attempt: number, random: number, { firstMs, factor, capMs, jitter }: Backoff): number => {
  const ceiling = Math.min(capMs, firstMs * factor ** Math.max(0, attempt))
  return Math.floor(ceiling * (1 - jitter + jitter * random))
}
