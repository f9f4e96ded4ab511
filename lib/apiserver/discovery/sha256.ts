/** SHA-256 (FIPS 180-4) of bytes: what the server names storage versions by. Pure, as the rest of the model. */
export const sha256 = (bytes: Uint8Array): Uint8Array => {
  const words = padded(bytes)
  const hash = Uint32Array.from(initial)
  const schedule = new Uint32Array(64)
  for (let block = 0; block < words.length; block += 16) {
    schedule.set(words.subarray(block, block + 16))
    for (let at = 16; at < 64; at++) {
      const [before, last] = [schedule[at - 15] ?? 0, schedule[at - 2] ?? 0]
      const small = rotated(before, 7) ^ rotated(before, 18) ^ (before >>> 3)
      const large = rotated(last, 17) ^ rotated(last, 19) ^ (last >>> 10)
      schedule[at] = (schedule[at - 16] ?? 0) + small + (schedule[at - 7] ?? 0) + large
    }
    compress(hash, schedule)
  }
  const view = new DataView(new ArrayBuffer(32))
  hash.forEach((word, at) => {
    view.setUint32(at * 4, word)
  })
  return new Uint8Array(view.buffer)
}

const compress = (hash: Uint32Array, schedule: Uint32Array): void => {
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = hash
  for (let at = 0; at < 64; at++) {
    const one = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)
    const chosen = (e & f) ^ (~e & g)
    const first = (h + one + chosen + (constants[at] ?? 0) + (schedule[at] ?? 0)) | 0
    const zero = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)
    const second = (zero + ((a & b) ^ (a & c) ^ (b & c))) | 0
    ;[h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0]
  }
  ;[a, b, c, d, e, f, g, h].forEach((word, at) => {
    hash[at] = (hash[at] ?? 0) + word
  })
}

const rotated = (word: number, by: number): number => (word >>> by) | (word << (32 - by))

/** The message with a one bit, zeros and its length in bits behind it, as big-endian words. */
const padded = (bytes: Uint8Array): Uint32Array => {
  const length = Math.ceil((bytes.length + 9) / 64) * 64
  const view = new DataView(new ArrayBuffer(length))
  bytes.forEach((byte, at) => {
    view.setUint8(at, byte)
  })
  view.setUint8(bytes.length, 0x80)
  view.setUint32(length - 8, Math.floor((bytes.length * 8) / 2 ** 32))
  view.setUint32(length - 4, bytes.length * 8)
  return Uint32Array.from({ length: length / 4 }, (_none, at) => view.getUint32(at * 4))
}

const primes: readonly number[] = Array.from({ length: 312 }, (_none, at) => at).filter(
  number => number > 1 && Array.from({ length: number - 2 }, (_one, at) => at + 2).every(by => number % by !== 0),
)

const whole64 = 2 ** 32

/** The first 32 bits of the fraction. */
const fraction = (root: number): number => Math.floor((root - Math.floor(root)) * whole64)

const initial: readonly number[] = primes.slice(0, 8).map(prime => fraction(Math.sqrt(prime)))
const constants: readonly number[] = primes.slice(0, 64).map(prime => fraction(Math.cbrt(prime)))
