/** The uuid (version 4 in form) that a seed gives to its `counter`-th object. Equal inputs, equal uuid. */
export const uid = (seed: number, counter: number): string => {
  const hex = [0, 1, 2, 3].map(word => word32(seed, counter, word).toString(16).padStart(8, '0')).join('')
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 3) | 8).toString(16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`
}

/** The five characters that `generateName` adds: without vowels and look-alikes, as the real server draws them. */
export const nameSuffix = (seed: number, counter: number): string =>
  [0, 1, 2, 3, 4].map(at => alphabet.charAt(word32(seed, counter, at + 16) % alphabet.length)).join('')

const alphabet = 'bcdfghjklmnpqrstvwxz2456789'

/** A finalising mix of 32 bits: each input bit reaches each output bit. */
const word32 = (seed: number, counter: number, word: number): number => {
  let mixed = Math.imul(seed | 0, 0x9e3779b1) ^ Math.imul(counter + 1, 0x85ebca6b) ^ Math.imul(word + 1, 0xc2b2ae35)
  for (const factor of [0x7feb352d, 0x846ca68b, 0x2c1b3c6d]) {
    mixed = Math.imul(mixed ^ (mixed >>> 16), factor) + Math.imul(counter, 0x27d4eb2f)
  }
  return (mixed ^ (mixed >>> 15)) >>> 0
}
