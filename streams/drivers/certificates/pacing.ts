import { type Backoff, backoff, watchBackoff } from '../../../lib/backoff.ts'

/** When a thing may be done again: after failures, and after it was undone often. All times in milliseconds. */
export interface Pacing {
  /** From when it may be done, the object being of this version. */
  readonly atMs: (name: string, version: string) => number
  /** Says how many times in a row it has failed. */
  readonly failed: (name: string, version: string, nowMs: number, random: number) => number
  /** `again`: somebody else may undo it. */
  readonly done: (name: string, nowMs: number, again: boolean) => void
}

/** What is undone again and again is done ever more slowly: at once a few times, and at most once in 30 s. */
const againBackoff: Backoff = { firstMs: 250, factor: 2, capMs: 30_000, jitter: 0 }
const forgottenAfterMs = 120_000
const freelyDone = 4

interface Past {
  readonly failures: number
  /** The version that it failed with: another one is tried at once. */
  readonly version: string
  readonly retryAtMs: number
  readonly doneMs: readonly number[]
}

const nothing: Past = { failures: 0, version: '', retryAtMs: 0, doneMs: [] }

export const pacing = (): Pacing => {
  const pasts = new Map<string, Past>()
  const pastOf = (name: string): Past => pasts.get(name) ?? nothing
  return {
    atMs: (name, version) => {
      const { failures, retryAtMs, doneMs, version: failedVersion } = pastOf(name)
      const retryMs = failures > 0 && failedVersion === version ? retryAtMs : 0
      const lastMs = doneMs.at(-1) ?? 0
      const again = doneMs.length < freelyDone ? 0 : lastMs + backoff(doneMs.length - freelyDone, 0, againBackoff)
      return Math.max(retryMs, again)
    },
    failed: (name, version, nowMs, random) => {
      const past = pastOf(name)
      const failures = past.failures + 1
      pasts.set(name, { ...past, failures, version, retryAtMs: nowMs + backoff(failures - 1, random, watchBackoff) })
      return failures
    },
    done: (name, nowMs, again) => {
      const doneMs = pastOf(name).doneMs.filter(each => each > nowMs - forgottenAfterMs)
      pasts.set(name, { ...nothing, doneMs: again ? [...doneMs, nowMs] : doneMs })
    },
  }
}
