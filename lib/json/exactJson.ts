declare global {
  interface JSON {
    parse(
      text: string,
      reviver: (field: string, value: unknown, context: { readonly source?: string }) => unknown,
    ): unknown
    rawJSON(text: string): object
    isRawJSON(value: unknown): boolean
  }
}

/**
 * Parses JSON without rounding: an integer that a double cannot hold becomes a value that is
 * written again with the same digits, and that no codec of numbers accepts. Throws a SyntaxError.
 */
export const exactJson = (text: string): unknown => (hasLongNumber(text) ? JSON.parse(text, exact) : JSON.parse(text))

/** The smallest integer that a double cannot tell from its neighbour has 16 digits. */
const leastDigits = 16

/** Of 16 digits in a row one is at every 16th place, so only those are looked at. */
const hasLongNumber = (text: string): boolean => {
  for (let at = leastDigits - 1; at < text.length; at += leastDigits) {
    if (!isDigit(text, at)) continue
    let [from, to] = [at, at + 1]
    while (isDigit(text, from - 1)) from -= 1
    while (to - from < leastDigits && isDigit(text, to)) to += 1
    if (to - from >= leastDigits) return true
  }
  return false
}

const isDigit = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at)
  return code >= 48 && code <= 57
}

const exact = (_field: string, value: unknown, { source }: { readonly source?: string }): unknown =>
  typeof value === 'number' && source !== undefined && !Number.isSafeInteger(value) && /^-?\d+$/.test(source)
    ? JSON.rawJSON(source)
    : value

/** Whether the value is such an integer. Only they have no prototype. */
export const isLongInteger = (value: object): boolean => Object.getPrototypeOf(value) === null && JSON.isRawJSON(value)
