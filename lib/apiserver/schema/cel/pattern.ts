const patterns = new Map<string, RegExp>()

/** RE2 patterns are, but for inline flags and the anchors \A and \z, JavaScript's. */
export const patternOf = (source: string): RegExp => {
  const known = patterns.get(source)
  if (known !== undefined) return known
  const [, flags = '', rest = source] = /^\(\?([ims]+)\)(.*)$/s.exec(source) ?? []
  const pattern = new RegExp(rest.replaceAll('\\A', '^').replaceAll('\\z', '$'), flags)
  patterns.set(source, pattern)
  return pattern
}
