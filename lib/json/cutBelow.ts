/** The value without what is nested deeper than so many levels: null stands in its place. Recurses no deeper than that. */
export const cutBelow = (value: unknown, levels: number): unknown => {
  if (typeof value !== 'object' || value === null || JSON.isRawJSON(value)) return value
  if (levels === 0) return null
  if (Array.isArray(value)) return value.map(item => cutBelow(item, levels - 1))
  return Object.fromEntries(Object.entries(value).map(([field, of]) => [field, cutBelow(of, levels - 1)]))
}
