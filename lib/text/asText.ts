/** Any value as text; an object as JSON. `String` throws for an object with a `toString` of its own. */
export const asText = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return String(value)
  try {
    return JSON.stringify(value) ?? 'an object'
  } catch {
    return 'an object'
  }
}
