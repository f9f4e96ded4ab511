import type { PodTemplateShape } from './shapes.ts'

const safeLetters = 'bcdfghjklmnpqrstvwxz2456789'

const known = new WeakMap<PodTemplateShape, string>()

/** The value of `pod-template-hash`: 32 bits of the template, in letters that spell no words. Equal templates give equal hashes. */
export const templateHash = (template: PodTemplateShape): string => {
  const hash = known.get(template) ?? lettersOf(template)
  known.set(template, hash)
  return hash
}

const lettersOf = (template: PodTemplateShape): string =>
  [...String(fnv1a(canonical(withoutHash(template))))]
    .map(digit => safeLetters[digit.charCodeAt(0) % safeLetters.length] ?? '')
    .join('')

export const hashLabel = 'pod-template-hash'

const withoutHash = (template: PodTemplateShape): unknown => {
  const { [hashLabel]: _hash, ...labels } = template.metadata?.labels ?? {}
  const annotations = template.metadata?.annotations ?? {}
  return { labels, annotations, spec: template.spec }
}

/** JSON with sorted fields. */
const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`).join(',')}}`
}

const fnv1a = (text: string): number => {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) {
    hash ^= text.charCodeAt(i)
    hash = Math.imul(hash, 0x01000193)
  }
  return hash >>> 0
}
