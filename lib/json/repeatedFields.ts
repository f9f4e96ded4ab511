import { mostLevels } from './notJson.ts'

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

/** More are not named. */
const most = 100

/** Of one object: what comes after them is not looked at, for to remember them costs more than to parse them. */
const mostFields = 10_000

/**
 * The paths of fields that an object has before, in the order of the text: `JSON.parse` keeps the last of them and
 * does not say so. `text` is valid JSON. Takes time in proportion to the text, and ends where the text is nested
 * deeper than any object may be.
 */
export const repeatedFields = (text: string): readonly string[] => {
  const repeated: string[] = []
  const levels: Level[] = []
  let level: Level | undefined
  let isField = false
  for (let at = 0; at < text.length && repeated.length < most && levels.length <= mostLevels; at += 1) {
    const character = text[at]
    switch (character) {
      case '{':
      case '[':
        isField = character === '{'
        level = { fields: isField ? new Set() : undefined, path: pathIn(level), at: 0, field: '' }
        levels.push(level)
        break
      case '}':
      case ']':
        levels.pop()
        level = levels.at(-1)
        isField = false
        break
      case ',':
        if (level !== undefined) level.at += 1
        isField = level?.fields !== undefined
        break
      case '"': {
        const end = endOfText(text, at)
        if (isField && level?.fields !== undefined && level.fields.size < mostFields) {
          level.field = fieldOf(text.slice(at, end + 1))
          if (level.fields.has(level.field)) repeated.push(pathIn(level))
          level.fields.add(level.field)
        }
        isField = false
        at = end
      }
    }
  }
  return repeated
}

/** The place of the quote that ends the text which begins at `at`: the next one after an even number of backslashes. */
const endOfText = (text: string, at: number): number => {
  for (let end = text.indexOf('"', at + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let before = end - 1
    while (text[before] === '\\') before -= 1
    if ((end - before) % 2 === 1) return end
  }
  return text.length
}

const fieldOf = (word: string): string => (word.includes('\\') ? String(JSON.parse(word)) : word.slice(1, -1))

const pathIn = (level: Level | undefined): string => {
  if (level === undefined) return ''
  if (level.fields === undefined) return `${level.path}[${level.at}]`
  return level.path === '' ? level.field : `${level.path}.${level.field}`
}
