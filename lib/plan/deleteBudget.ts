import type { Key } from '../kube/object.ts'

/** How many deletes a controller may make, over all its keys. Times are in ms since the epoch. */
export interface DeleteBudget {
  /** Deletes that may be made now. */
  readonly left: (nowMs: number) => number
  /** Takes so many, and says how many now count against the limit; undefined, and nothing is taken, where there are fewer. */
  readonly take: (count: number, nowMs: number) => number | undefined
  /** Gives back what was taken last, counts, and was not used. */
  readonly giveBack: (count: number) => void
  /** The key was planned anew. While a plan of any key is held back, none is left: a user allows it, or takes back what led to it. */
  readonly planned: (key: Key, isHeldBack: boolean) => void
  /** For the next minute all may be made, also those that were held back. */
  readonly allow: (nowMs: number) => void
}

const minuteMs = 60_000

/** `perMinute` absent: no limit. */
export const deleteBudget = (perMinute = Number.POSITIVE_INFINITY): DeleteBudget => {
  /** When the latest were made, the oldest first. */
  let recent: number[] = []
  const heldBack = new Set<Key>()
  let allowedUntilMs = Number.NEGATIVE_INFINITY
  const left = (nowMs: number): number => {
    if (perMinute === Number.POSITIVE_INFINITY || nowMs < allowedUntilMs) return Number.POSITIVE_INFINITY
    if (heldBack.size > 0) return 0
    recent = recent.filter(atMs => nowMs - atMs < minuteMs)
    return Math.max(0, perMinute - recent.length)
  }
  return {
    left,
    take: (count, nowMs) => {
      const many = left(nowMs)
      if (count > many) return undefined
      if (many === Number.POSITIVE_INFINITY) return 0
      recent.push(...Array.from({ length: count }, () => nowMs))
      return count
    },
    giveBack: count => {
      recent.splice(Math.max(0, recent.length - count), count)
    },
    planned: (key, isHeldBack) => {
      if (isHeldBack) heldBack.add(key)
      else heldBack.delete(key)
    },
    allow: nowMs => {
      heldBack.clear()
      allowedUntilMs = nowMs + minuteMs
    },
  }
}
