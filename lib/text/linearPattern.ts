import { RE2JS } from 're2js'

/** A regular expression as the API server runs it: RE2, whose time is linear in the text. */
export type LinearPattern = RE2JS

/** Throws where RE2 does not accept the source: it has no look-around and no back references. */
export const linearPattern = (source: string): LinearPattern => {
  const known = patterns.get(source)
  if (known !== undefined) return known
  const made = RE2JS.compile(source)
  const [oldest] = patterns.size < most ? [] : patterns.keys()
  if (oldest !== undefined) patterns.delete(oldest)
  patterns.set(source, made)
  return made
}

/** All matches, from left to right. */
export const matchesIn = (pattern: LinearPattern, text: string): readonly string[] => {
  const matcher = pattern.matcher(text)
  const found: string[] = []
  while (matcher.find()) found.push(matcher.group() ?? '')
  return found
}

/** A rule may make patterns of what strangers send, so only so many are remembered. */
const most = 1000
const patterns = new Map<string, LinearPattern>()
