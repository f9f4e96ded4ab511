import { setTimeout as wait } from 'node:timers/promises'

const intervalMs = 50

/** Polls until the condition holds. A poll that rejects counts as false. */
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
