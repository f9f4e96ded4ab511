import { Observable, type OperatorFunction } from 'rxjs'

const newline = 10

/**
 * Bytes in, lines out. Splits at `\n` before decoding, so a character that is
 * cut in two by a chunk's end comes out whole; an unfinished line is kept as a
 * list of pieces and joined once, so its cost is linear in its length.
 *
 *     bytes:  --{"a"---:1}⏎{"b":2}⏎{"c"--|
 *     lines:  ----------{"a":1},{"b":2}--({"c"|)
 *
 * Empty lines are skipped. A last line without `\n` is emitted when the bytes
 * complete and dropped when they fail.
 */
export const lines = (): OperatorFunction<Buffer, string> => bytes$ =>
  new Observable<string>(subscriber => {
    let pieces: Buffer[] = []
    const finish = (last: Buffer): void => {
      if (pieces.length === 0) {
        if (last.length > 0) subscriber.next(last.toString('utf8'))
        return
      }
      const line = Buffer.concat([...pieces, last])
      pieces = []
      subscriber.next(line.toString('utf8'))
    }
    return bytes$.subscribe({
      next: chunk => {
        let start = 0
        for (let end = chunk.indexOf(newline); end >= 0 && !subscriber.closed; end = chunk.indexOf(newline, start)) {
          finish(chunk.subarray(start, end))
          start = end + 1
        }
        if (start < chunk.length) pieces.push(chunk.subarray(start))
      },
      error: error => subscriber.error(error),
      complete: () => {
        finish(Buffer.alloc(0))
        subscriber.complete()
      },
    })
  })
