/** Gives each different text a symbol, in the order in which they are met. */
export const symbols = (kind: string) => {
  const given = new Map<string, string>()
  return {
    of: (text: string): string => {
      const known = given.get(text) ?? `<${kind} ${given.size + 1}>`
      given.set(text, known)
      return known
    },
    /** `undefined`: not met yet. */
    known: (text: string): string | undefined => given.get(text),
  }
}
