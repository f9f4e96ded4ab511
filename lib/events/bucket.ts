/** A token bucket: `burst` at once, then one each `refillMs`. */
export interface Bucket {
  readonly tokens: number
  /** When this was so, in ms. */
  readonly atMs: number
}

export interface Rate {
  readonly burst: number
  readonly refillMs: number
}

export const full = ({ burst }: Rate, nowMs: number): Bucket => ({ tokens: burst, atMs: nowMs })

/** As it is by now. A clock that was set back refills nothing, and takes nothing either. */
export const refilled = ({ tokens, atMs }: Bucket, { burst, refillMs }: Rate, nowMs: number): Bucket => ({
  tokens: Math.min(burst, tokens + Math.max(0, nowMs - atMs) / refillMs),
  atMs: nowMs,
})

/** Fractions add up to a little less than they should. */
const nearly = 1 - 1e-9

export const hasToken = ({ tokens }: Bucket): boolean => tokens >= nearly

export const withoutToken = ({ tokens, atMs }: Bucket): Bucket => ({ tokens: Math.max(0, tokens - 1), atMs })

/** How long until there is one, in ms. */
export const tokenAfterMs = ({ tokens }: Bucket, { refillMs }: Rate): number =>
  tokens >= nearly ? 0 : Math.ceil((1 - tokens) * refillMs)

/** How long until it holds nothing to remember, in ms. */
export const fullAfterMs = ({ tokens }: Bucket, { burst, refillMs }: Rate): number =>
  tokens >= burst - 1e-9 ? 0 : Math.ceil((burst - tokens) * refillMs)
