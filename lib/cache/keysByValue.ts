import type { Key } from '../kube/object.ts'

/** One index. Most values have one object, so a bare key stands for a set of one. */
export type KeysByValue = Map<string, Key | Set<Key>>

export const addTo = (entries: KeysByValue, value: string, key: Key): void => {
  const present = entries.get(value)
  if (present === undefined) entries.set(value, key)
  else if (typeof present !== 'string') present.add(key)
  else if (present !== key) entries.set(value, new Set([present, key]))
}

export const removeFrom = (entries: KeysByValue, value: string, key: Key): void => {
  const present = entries.get(value)
  if (present === undefined) return
  if (typeof present !== 'string') present.delete(key)
  if (present === key || (typeof present !== 'string' && present.size === 0)) entries.delete(value)
}
