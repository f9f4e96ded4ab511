import { seededRandom } from '../../lib/recording/seededRandom.ts'
import { hostile } from './hostile.ts'
import { targets } from './targets.ts'

export interface Found {
  readonly target: string
  readonly seed: number
  readonly error: unknown
}

export interface Fuzzed {
  readonly inputs: number
  readonly found: readonly Found[]
  /** The input that took longest, in ms of this thread. */
  readonly slowest: { readonly target: string; readonly seed: number; readonly ms: number }
}

/** Gives one input of each seed to its target, by turns; what is thrown is found. A seed repeats its input. */
export const fuzz = (seeds: Iterable<number>, only?: string): Fuzzed => {
  const all = Object.entries(targets).filter(([name]) => only === undefined || name === only)
  const found: Found[] = []
  let slowest = { target: '', seed: 0, ms: 0 }
  let inputs = 0
  for (const seed of seeds) {
    const [target, feed] = all[seed % all.length] ?? []
    if (target === undefined || feed === undefined) break
    inputs += 1
    const startedMs = performance.now()
    try {
      feed(hostile(seededRandom(seed)))
    } catch (error) {
      found.push({ target, seed, error })
    }
    const ms = performance.now() - startedMs
    if (ms > slowest.ms) slowest = { target, seed, ms }
  }
  return { inputs, found, slowest }
}

export function* seedsFrom(first: number, count: number): Iterable<number> {
  for (let at = 0; at < count; at += 1) yield first + at
}
