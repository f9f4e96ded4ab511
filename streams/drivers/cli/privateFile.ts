import { randomUUID } from 'node:crypto'
import { closeSync, lstatSync, openSync, renameSync, unlinkSync, writeFileSync } from 'node:fs'

/**
 * Opens a file that only its owner may read, in place of the one that is there: it is made beside it and renamed, so
 * no other mode is kept, no link is followed, and nobody reads half of it under this name. A device or a pipe is
 * opened as it is. Throws the error of the system.
 */
export const openPrivately = (file: string): number => {
  if (isSpecial(file)) return openSync(file, 'w')
  const beside = `${file}.${randomUUID()}`
  const open = openSync(beside, 'wx', 0o600)
  try {
    renameSync(beside, file)
    return open
  } catch (error) {
    closeSync(open)
    unlinkSync(beside)
    throw error
  }
}

export const writePrivately = (file: string, text: string): void => {
  const open = openPrivately(file)
  try {
    writeFileSync(open, text)
  } finally {
    closeSync(open)
  }
}

const isSpecial = (file: string): boolean => {
  const found = lstatSync(file, { throwIfNoEntry: false })
  return found !== undefined && !found.isFile() && !found.isSymbolicLink() && !found.isDirectory()
}
