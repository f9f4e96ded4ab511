/**
 * The same value, which nobody can change any more, all that is in it included. What is frozen already is
 * not looked into, so objects of a cache are frozen once.
 */
export const frozen = <T>(value: T): T => {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  Object.freeze(value)
  for (const field of Object.keys(value)) frozen(Reflect.get(value, field))
  return value
}
