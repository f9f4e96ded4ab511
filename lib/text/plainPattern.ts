/**
 * What means the same to RE2 and to JavaScript, and repeats nothing but single characters: letters, digits and some
 * signs, classes of ASCII characters, anchors, alternatives, and groups that are there once or not at all.
 */
const plain =
  /^(?:[A-Za-z0-9_/:@,;=<>~#%&!'" -]|\\[./+*?()[\]{}|^$-]|\[(?!\^)[ -Z^-~]+\]|[*+?]|\{\d{1,3}(?:,\d{0,3})?\}|\((?:\?:)?(?!\?)|\)(?![*+{])|[|^$])*$/

/**
 * JavaScript's own expression for a pattern, which needs no compilation of RE2 at the start of a program; `undefined`
 * where it is not certain to mean the same. It backtracks: use it on short texts alone. There, at worst each way of
 * dividing the text among its repetitions is tried: with 3 of them and 64 characters, some 40,000 steps.
 */
export const plainPattern = (source: string): RegExp | undefined => {
  if (!plain.test(source) || (source.match(/[*+{]/g) ?? []).length > mostRepetitions) return undefined
  try {
    return new RegExp(source)
  } catch {
    return undefined
  }
}

const mostRepetitions = 3

/** In UTF-16 units. */
export const longestPlain = 64
