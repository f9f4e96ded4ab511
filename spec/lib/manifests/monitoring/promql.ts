/** As much of PromQL as it takes to see which series a query reads, and how. Throws where it meets anything else. */

export interface Selector {
  readonly metric: string
  /** Labels that are matched. */
  readonly labels: readonly string[]
  /** The function around it, directly: `rate`. */
  readonly within: string
  readonly isRange: boolean
}

export interface Read {
  readonly selectors: readonly Selector[]
  /** Labels that are grouped by, or joined on. */
  readonly grouped: readonly string[]
}

const token =
  /\s*(?:(?<number>\d[\d.]*(?:e[+-]?\d+)?)|(?<word>[a-zA-Z_:][\w:]*)|(?<braces>\{(?:[^"}]|"(?:[^"\\]|\\.)*")*\})|(?<range>\[[^\]]+\])|(?<other>[-+*/()<>=!,]+?))/y

const groupers = new Set(['by', 'on', 'group_left', 'group_right', 'without', 'ignoring'])
const operators = new Set(['and', 'or', 'unless', 'bool'])
const functions = new Set(['sum', 'max', 'min', 'rate', 'increase', 'histogram_quantile', 'absent', 'time', 'avg'])

export const readQuery = (query: string): Read => {
  const selectors: { metric: string; labels: readonly string[]; within: string; isRange: boolean }[] = []
  const grouped: string[] = []
  const open: string[] = []
  let grouping = false
  let last = ''
  token.lastIndex = 0
  while (token.lastIndex < query.trimEnd().length) {
    const at = token.lastIndex
    const { number, word, braces, range, other } = token.exec(query)?.groups ?? {}
    const selector = selectors.at(-1)
    if (word !== undefined && open.at(-1) !== undefined && grouping) grouped.push(word)
    else if (word !== undefined && !groupers.has(word) && !operators.has(word) && !functions.has(word))
      selectors.push({ metric: word, labels: [], within: open.at(-1) ?? '', isRange: false })
    else if (braces !== undefined && selector !== undefined) selector.labels = labelsOf(braces)
    else if (range !== undefined && selector !== undefined) selector.isRange = true
    else if (other === '(') {
      grouping = groupers.has(last)
      open.push(last)
    } else if (other === ')') {
      open.pop()
      grouping = false
    } else if (number === undefined && word === undefined && other === undefined)
      throw new Error(`cannot read ${query} at ${query.slice(at)}`)
    last = word ?? ''
  }
  if (open.length > 0) throw new Error(`parentheses of ${query}`)
  return { selectors, grouped }
}

const labelsOf = (braces: string): readonly string[] => {
  const matchers = [...braces.matchAll(/([a-zA-Z_]\w*)\s*(?:=~|!~|!=|=)\s*"(?:[^"\\]|\\.)*"\s*(?:,|\})/g)]
  return matchers.map(([, label = '']) => label)
}
