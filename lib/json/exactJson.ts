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

/** The smallest integer that a double cannot tell from its neighbour has 16 digits. */
const long = /\d{16}/

/**
 * Parses JSON without rounding: an integer that a double cannot hold becomes a value that is
 * written again with the same digits, and that no codec of numbers accepts. Throws a SyntaxError.
 */
export const exactJson = (text: string): unknown => (long.test(text) ? JSON.parse(text, exact) : JSON.parse(text))

const exact = (_field: string, value: unknown, { source }: { readonly source?: string }): unknown =>
  typeof value === 'number' && source !== undefined && !Number.isSafeInteger(value) && /^-?\d+$/.test(source)
    ? JSON.rawJSON(source)
    : value

/** Whether the value is such an integer. Only they have no prototype. */
export const isLongInteger = (value: object): boolean => Object.getPrototypeOf(value) === null && JSON.isRawJSON(value)
