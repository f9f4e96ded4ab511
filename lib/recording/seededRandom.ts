/** Numbers uniform in [0, 1) that depend on the seed (a 32-bit integer) alone: for jitter that can be had again. */
export const seededRandom = (seed: number): (() => number) => {
  let state = seed | 0
  return () => {
    state = (state + 0x9e3779b9) | 0
    let mixed = state
    for (const factor of [0x85ebca6b, 0xc2b2ae35]) mixed = Math.imul(mixed ^ (mixed >>> 15), factor)
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32
  }
}
