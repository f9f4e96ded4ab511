import { type Backoff, backoff, watchBackoff } from '../../../lib/retry/backoff.ts'

/** One thing to be done. */
export interface Deed {
  readonly name: string
  /** resourceVersion of the object: after a failed attempt, another version is tried at once. */
  readonly version: string
  /** Equal where an act is repeated because another writer undid it. Absent: no two are the same. */
  readonly content?: string
}

/** When something may be done: after failures, and after it was undone often. All times in milliseconds. */
export interface Pacing {
  readonly atMs: (deed: Deed) => number
  /** Says how many times in a row it has failed. */
  readonly failed: (deed: Deed, nowMs: number, random: number) => number
  readonly done: (deed: Deed, nowMs: number) => void
}

/** Paces acts: one that another writer undoes again and again is repeated at once a few times, and then at most once in 30 s. */
const againBackoff: Backoff = { firstMs: 250, factor: 2, capMs: 30_000, jitter: 0 }
const atOnce = 4
const forgottenAfterMs = 300_000

interface Past {
  readonly failures: number
  readonly version: string
  readonly retryAtMs: number
  readonly done: readonly { readonly content: string; readonly ms: number }[]
}

const nothing: Past = { failures: 0, version: '', retryAtMs: 0, done: [] }

export const pacing = (): Pacing => {
  const pasts = new Map<string, Past>()
  const pastOf = ({ name }: Deed): Past => pasts.get(name) ?? nothing
  return {
    atMs: deed => {
      const { failures, retryAtMs, version, done } = pastOf(deed)
      const retryMs = failures > 0 && version === deed.version ? retryAtMs : 0
      const same = done.filter(({ content }) => content === deed.content)
      const times = same.length - atOnce
      return Math.max(retryMs, times < 0 ? 0 : (same.at(-1)?.ms ?? 0) + backoff(times, 0, againBackoff))
    },
    failed: (deed, nowMs, random) => {
      const past = pastOf(deed)
      const failures = past.failures + 1
      const retryAtMs = nowMs + backoff(failures - 1, random, watchBackoff)
      pasts.set(deed.name, { ...past, failures, version: deed.version, retryAtMs })
      return failures
    },
    done: (deed, nowMs) => {
      const { content } = deed
      const before = pastOf(deed).done.filter(({ ms }) => ms > nowMs - forgottenAfterMs)
      pasts.set(deed.name, { ...nothing, done: content === undefined ? before : [...before, { content, ms: nowMs }] })
    },
  }
}
