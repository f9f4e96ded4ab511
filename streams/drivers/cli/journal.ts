import { closeSync, writeSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js'
import { parseRecording, type Recording } from '../../../lib/recording/recording.ts'
import { messageOf } from '../../../lib/text/messageOf.ts'
import { openPrivately } from './privateFile.ts'

/** A recording on disk, being written. */
export interface Journal {
  /** Appends one line. Written through at once: a killed process loses at most the line it was writing. */
  readonly write: (line: string) => void
  readonly close: () => void
}

/**
 * Creates the file, with mode 0600, in place of the one that is there. `left`: one line that
 * says why it cannot be. A write that fails later (a full disk) is reported once to
 * `failed`, and nothing more is written: the run goes on, and what is on disk by
 * then can be replayed.
 */
export const createJournal = (file: string, failed: (message: string) => void): Either<string, Journal> => {
  let open: number | undefined
  try {
    open = openPrivately(file)
  } catch (error) {
    return left(`${file}: cannot be written: ${messageOf(error)}`)
  }
  const close = (): void => {
    if (open !== undefined) closeSync(open)
    open = undefined
  }
  return right({
    close,
    write: line => {
      if (open === undefined) return
      try {
        const bytes = Buffer.from(`${line}\n`)
        for (let written = 0; written < bytes.length; ) written += writeSync(open, bytes, written)
      } catch (error) {
        close()
        failed(`${file}: the recording ends here: ${messageOf(error)}`)
      }
    },
  })
}

/** Reads a recording. `left`: one line that names the file, the line in it and what is wrong. */
export const readJournal = async (file: string): Promise<Either<string, Recording>> => {
  try {
    const recording = parseRecording(await readFile(file, 'utf8'))
    return isLeft(recording) ? left(`${file}: ${recording.left}`) : recording
  } catch (error) {
    return left(`${file}: cannot be read: ${messageOf(error)}`)
  }
}
