import { Observable, type OperatorFunction } from 'rxjs'

/** The text of a List in pieces. `Rest` comes last: the List with `{}` in the place of each item that came before. */
export type ListPiece =
  | { readonly _tag: 'Items'; readonly texts: readonly string[] }
  | { readonly _tag: 'Rest'; readonly text: string }

/** Items come together until they have this many bytes. */
const leastBytes = 1024 * 1024

const [quote, backslash, openBrace, closeBrace, openBracket, closeBracket] = Buffer.from('"\\{}[]')

/**
 * The bytes of a List in, the texts of its items out, as they come: a page of 500 objects of 1 MiB is longer than a
 * string can be. What is no List comes out as `Rest`, whatever it is. Takes time in proportion to the bytes.
 *
 *     bytes:   {"kind":"PodList","items":[{"a"---:1},{"b":2}]}|
 *     pieces:  ----------------------------------------------(IR|)   I=[{"a":1},{"b":2}], R={"kind":"PodList","items":[{},{}]}
 */
export const listPieces = (): OperatorFunction<Buffer, ListPiece> => bytes$ =>
  new Observable<ListPiece>(subscriber => {
    let depth = 0
    let isText = false
    let isEscaped = false
    /** In the array of items, and not in an item of it. */
    let isBetween = false
    let isItem = false
    const rest: Buffer[] = []
    let item: Buffer[] = []
    let texts: string[] = []
    let bytes = 0

    const flush = (): void => {
      if (texts.length > 0) subscriber.next({ _tag: 'Items', texts })
      texts = []
      bytes = 0
    }
    const endItem = (): void => {
      const whole = Buffer.concat(item)
      item = []
      texts.push(whole.toString('utf8'))
      bytes += whole.length
      if (bytes >= leastBytes) flush()
    }

    const scan = (chunk: Buffer): void => {
      let from = 0
      let nextQuote = -1
      let nextBackslash = -1
      const cut = (to: number): void => {
        if (to > from) (isItem ? item : rest).push(chunk.subarray(from, to))
        from = to
      }
      for (let at = 0; at < chunk.length; at += 1) {
        if (isText) {
          if (isEscaped) {
            isEscaped = false
            continue
          }
          if (nextQuote < at) nextQuote = indexOrEnd(chunk, quote, at)
          if (nextBackslash < at) nextBackslash = indexOrEnd(chunk, backslash, at)
          at = Math.min(nextQuote, nextBackslash)
          if (at === nextBackslash) isEscaped = at < chunk.length
          else isText = false
          continue
        }
        switch (chunk[at]) {
          case quote:
            isText = true
            break
          case openBracket:
            if (depth === 1) {
              cut(at)
              isBetween = namesItems(rest)
            }
            depth += 1
            break
          case openBrace:
            if (isBetween && depth === 2) {
              cut(at)
              rest.push(placeholder)
              isItem = true
            }
            depth += 1
            break
          case closeBrace:
            depth -= 1
            if (isItem && depth === 2) {
              cut(at + 1)
              isItem = false
              endItem()
            }
            break
          case closeBracket:
            depth -= 1
            if (depth === 1) isBetween = false
            break
        }
      }
      cut(chunk.length)
    }

    return bytes$.subscribe({
      next: scan,
      error: error => subscriber.error(error),
      complete: () => {
        // An item that has begun and not ended makes the rest unreadable, as it should be.
        const unfinished = isItem ? [...rest, ...item] : rest
        flush()
        subscriber.next({ _tag: 'Rest', text: Buffer.concat(unfinished).toString('utf8') })
        subscriber.complete()
      },
    })
  })

const placeholder = Buffer.from('{}')

const indexOrEnd = (chunk: Buffer, byte: number | undefined, from: number): number => {
  const at = byte === undefined ? -1 : chunk.indexOf(byte, from)
  return at < 0 ? chunk.length : at
}

/** Whether the text so far ends with the name of the items. A few characters are enough to see it. */
const namesItems = (rest: readonly Buffer[]): boolean =>
  /(?<!\\)"items"\s*:\s*$/.test(Buffer.concat(rest.slice(-3)).subarray(-64).toString('latin1'))
