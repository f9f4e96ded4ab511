import type { RunEvent } from '../../../circle/runEvent.ts'
import type { Check } from './check.ts'

export interface RunChecksOptions {
  readonly nowMs?: () => number
  /** How long a failing watch still passes, in ms: most resume by themselves. Default 120,000. */
  readonly toleratedMs?: number
}

export interface RunChecks {
  /** Declares a controller. Pass each event of its run to the function that this returns. */
  readonly controller: (name: string) => (event: RunEvent) => void
  /**
   * `caches`: every kind has been listed once. `watches`: no watch has failed for long.
   * Both belong to readiness: a restart of its clients does not bring an API server back.
   */
  readonly checks: readonly Check[]
}

/** Checks of runs, made from their events. */
export const runChecks = ({ nowMs = Date.now, toleratedMs = 120_000 }: RunChecksOptions = {}): RunChecks => {
  const unlisted = new Set<string>()
  const troubled = new Map<string, { readonly sinceMs: number; readonly problem: string }>()
  return {
    controller: name => {
      unlisted.add(name)
      return event => {
        if (event._tag === 'Ready') unlisted.delete(name)
        if (event._tag !== 'Watch') return
        const watch = `${name}: ${event.feed}`
        const { problem } = event.health
        if (problem === undefined) troubled.delete(watch)
        else troubled.set(watch, { problem, sinceMs: troubled.get(watch)?.sinceMs ?? nowMs() })
      }
    },
    checks: [
      {
        name: 'caches',
        check: () =>
          unlisted.size === 0 ? undefined : `not every kind has been listed yet: ${[...unlisted].sort().join(', ')}`,
      },
      {
        name: 'watches',
        check: () => {
          const now = nowMs()
          const dead = [...troubled].filter(([, { sinceMs }]) => now - sinceMs > toleratedMs)
          return dead.length === 0 ? undefined : dead.map(([watch, { problem }]) => `${watch}: ${problem}`).join('; ')
        },
      },
    ],
  }
}
