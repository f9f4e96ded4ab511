import assert from 'node:assert/strict'
import { appendFile, mkdtemp, readFile, rm, stat, truncate } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { isLeft, isRight } from 'fp-ts/lib/Either.js'
import { formatHeader, formatLine } from '../../../../lib/recording/recording.ts'
import { createJournal, type Journal, readJournal } from '../../../../streams/drivers/cli/journal.ts'

const header = {
  sluice: 'recording',
  version: 1,
  controller: 'a',
  startMs: 5,
  seed: 7,
  options: {},
  calls: [],
} as const
const lines = [
  { at: 6, call: 0, port: 'watch', next: 'ö…' },
  { at: 7, tick: 3 },
] as const

const inFolder = async (use: (file: string, folder: string) => Promise<void>): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-'))
  try {
    await use(join(folder, 'run.ndjson'), folder)
  } finally {
    await rm(folder, { recursive: true })
  }
}

const created = (file: string): Journal => {
  const journal = createJournal(file, message => assert.fail(message))
  assert(isRight(journal), JSON.stringify(journal))
  return journal.right
}

const write = (file: string): Journal => {
  const journal = created(file)
  journal.write(formatHeader(header))
  for (const line of lines) journal.write(formatLine(line))
  return journal
}

test('a written record is there at once, readable by its owner alone, and is read back', () =>
  inFolder(async file => {
    await rm(file, { force: true })
    const journal = write(file)
    const read = await readJournal(file)
    assert(isRight(read), JSON.stringify(read))
    assert.deepEqual(read.right, { header, lines })
    assert.equal((await stat(file)).mode & 0o777, 0o600)
    journal.close()
    journal.close()
    journal.write('{"at":9,"tick":1}')
    assert.equal((await readFile(file, 'utf8')).split('\n').length, 4)
  }))

test('the line that a killed writer left is left out, with a note', () =>
  inFolder(async file => {
    write(file).close()
    await truncate(file, (await stat(file)).size - 4)
    const read = await readJournal(file)
    assert(isRight(read), JSON.stringify(read))
    assert.deepEqual(read.right.lines, lines.slice(0, 1))
    assert.equal(read.right.note, 'line 3 is cut off (its writer was killed): left out')
  }))

test('a corrupt line is told by file and line', () =>
  inFolder(async file => {
    write(file).close()
    await appendFile(file, '{"at":8,\n{"at":9,"tick":1}\n')
    const read = await readJournal(file)
    assert(isLeft(read))
    assert(read.left.startsWith(`${file}: line 4: not JSON: `), read.left)
  }))

test('a file that cannot be read or written is one line', () =>
  inFolder(async (file, folder) => {
    const unread = await readJournal(file)
    assert(isLeft(unread))
    assert(unread.left.startsWith(`${file}: cannot be read: ENOENT`), unread.left)
    const elsewhere = join(folder, 'missing', 'run.ndjson')
    const unwritten = createJournal(elsewhere, () => assert.fail())
    assert(isLeft(unwritten))
    assert(unwritten.left.startsWith(`${elsewhere}: cannot be written: ENOENT`), unwritten.left)
  }))

test('a full disk is told once and ends the recording, not the run', () => {
  const told: string[] = []
  const journal = createJournal('/dev/full', message => told.push(message))
  assert(isRight(journal), JSON.stringify(journal))
  for (const line of lines) journal.right.write(formatLine(line))
  journal.right.close()
  assert.equal(told.length, 1)
  assert.match(told[0] ?? '', /^\/dev\/full: the recording ends here: ENOSPC/)
})
