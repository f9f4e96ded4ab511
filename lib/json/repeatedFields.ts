/** An object or list that is being read. */
interface Level {
  /** Of an object: the fields so far. */
  readonly fields: Set<string> | undefined
  /** `spec.ports[0]`; '' at the root. */
  readonly path: string
  /** Of a list: the place of its next item. */
  at: number
  /** Of an object: the field whose value comes next. */
  field: string
}

/**
 * The paths of fields that an object has before, in the order of the text: `JSON.parse` keeps the last of them and
 * does not say so. `text` is valid JSON. Takes time in proportion to the text; ends at 100.
 */
export const repeatedFields = (text: string): readonly string[] => {
  const repeated: string[] = []
  const levels: Level[] = []
  let isField = false
  token.lastIndex = 0
  for (let found = token.exec(text); found !== null && repeated.length < most; found = token.exec(text)) {
    const [word] = found
    const level = levels.at(-1)
    switch (word[0]) {
      case '{':
      case '[':
        levels.push({ fields: word === '{' ? new Set() : undefined, path: pathIn(level), at: 0, field: '' })
        isField = word === '{'
        break
      case '}':
      case ']':
        levels.pop()
        isField = false
        break
      case ',':
        if (level !== undefined) level.at += 1
        isField = level?.fields !== undefined
        break
      default: {
        if (!isField || level?.fields === undefined) break
        level.field = String(JSON.parse(word))
        if (level.fields.has(level.field)) repeated.push(pathIn(level))
        level.fields.add(level.field)
        isField = false
      }
    }
  }
  return repeated
}

const most = 100

/** What structures a text. Everything else between is a number, a word, a colon or white space. */
const token = /[[\]{},]|"(?:[^"\\]|\\.)*"/g

const pathIn = (level: Level | undefined): string => {
  if (level === undefined) return ''
  if (level.fields === undefined) return `${level.path}[${level.at}]`
  return level.path === '' ? level.field : `${level.path}.${level.field}`
}
