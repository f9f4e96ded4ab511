import { describeRef, type Ref } from '../kube/object.ts'
import type { Target } from '../plan/plan.ts'
import { bytesOf } from '../text/bytesOf.ts'
import { oneLine } from '../text/oneLine.ts'

/** `Deployment web, Service web and 3 more`: the namespace goes without saying where it is that of `object`. */
export const refsWords = (refs: readonly Ref[], object: Target): string =>
  several(refs.map(ref => refWords(ref, object)))

export const refWords = ({ namespace, ...ref }: Ref, object: Target): string =>
  describeRef(namespace === undefined || namespace === object.namespace ? ref : { ...ref, namespace })

/** `a, b and c`; no more than six are named. */
export const several = (names: readonly string[]): string => {
  const shown = names.length > most ? [...names.slice(0, most - 1), `${names.length - most + 1} more`] : names
  const last = shown.at(-1) ?? ''
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(', ')} and ${last}`
}

const most = 6

/** On one line, cut to so many bytes of UTF-8, between two characters. */
export const fitting = (text: string, mostBytes: number): string => {
  const line = oneLine(text)
  if (bytesOf(line) <= mostBytes) return line
  let left = mostBytes - bytesOf('…')
  let cut = ''
  for (const character of line) {
    left -= bytesOf(character)
    if (left < 0) break
    cut += character
  }
  return `${cut}…`
}
