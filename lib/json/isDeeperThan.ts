/** Whether a JSON value has more than so many levels of objects and lists. Recurses no deeper than that. */
export const isDeeperThan = (value: unknown, levels: number): boolean => {
  if (typeof value !== 'object' || value === null) return false
  if (levels === 0) return true
  if (Array.isArray(value)) {
    for (const item of value) if (isDeeperThan(item, levels - 1)) return true
    return false
  }
  for (const field in value) if (isDeeperThan(Reflect.get(value, field), levels - 1)) return true
  return false
}
