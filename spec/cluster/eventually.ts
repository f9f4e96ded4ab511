import { setTimeout as wait } from 'node:timers/promises'

const intervalMs = 50

/** Looks again and again until it holds: for what tells nobody when it comes true. A look that fails is one that says no. */
export const eventually = async (
  what: string,
  holds: () => boolean | Promise<boolean>,
  limitMs = 120_000,
): Promise<void> => {
  const endMs = performance.now() + limitMs
  let problem: unknown
  const look = async (): Promise<boolean> => {
    try {
      return await holds()
    } catch (error) {
      problem = error
      return false
    }
  }
  while (!(await look())) {
    if (performance.now() > endMs) throw new Error(`not within ${limitMs / 1000} s: ${what}`, { cause: problem })
    await wait(intervalMs)
  }
}
