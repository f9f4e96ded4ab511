import { readFile, writeFile } from 'node:fs/promises'
import { isRecord } from '../../../lib/json/fields.ts'
import type { Compared } from './compareSequence.ts'
import { differencesBetween, verdictOf } from './judge.ts'
import { placeOf } from './report.ts'

/**
 * The recorded answers of a real server to the named sequences: the compared parts, one
 * line of JSON a sequence, ordered by name. `npm test` compares the embedded server with
 * them, and `npm run compare` compares them with the real server.
 */
export type Recorded = ReadonlyMap<string, readonly unknown[]>

const file = new URL('recorded/1.36.ndjson', import.meta.url)
const wordingFile = new URL('recorded/1.36.wordings.txt', import.meta.url)

export const readRecorded = async (): Promise<Recorded> => {
  const lines = (await readFile(file, 'utf8')).split('\n').filter(line => line !== '')
  return new Map(lines.map(line => entryOf(JSON.parse(line))))
}

const entryOf = (line: unknown): readonly [string, readonly unknown[]] => {
  if (!isRecord(line) || typeof line.sequence !== 'string' || !Array.isArray(line.answers))
    throw new Error(`${file.pathname} holds a line that is not a recorded sequence: npm run compare -- --record`)
  return [line.sequence, line.answers]
}

/** Replaces what is recorded of these sequences, and keeps the rest. */
export const writeRecorded = async (compared: readonly Compared[]): Promise<void> => {
  const recorded = new Map(await readRecorded().catch(() => new Map()))
  for (const { sequence, real } of compared) recorded.set(sequence.name, real)
  const names = [...recorded.keys()].sort()
  const lines = names.map(name => JSON.stringify({ sequence: name, answers: recorded.get(name) }))
  await writeFile(file, `${lines.join('\n')}\n`)
  const kept = (await readWordings().catch(() => [])).filter(line => !compared.some(each => isOf(line, each)))
  await writeFile(wordingFile, `${[...kept, ...wordingsOf(compared)].sort().join('\n')}\n`)
}

/** The places where the embedded server puts a message in other words than the recorded one, a line each. */
export const readWordings = async (): Promise<readonly string[]> =>
  (await readFile(wordingFile, 'utf8')).split('\n').filter(line => line !== '')

/** `a MyApp is validated: 3 body.message` */
export const wordingsOf = (compared: readonly Compared[]): readonly string[] =>
  compared
    .flatMap(({ sequence, differences }) =>
      differences.filter(({ wording }) => wording).map(each => `${sequence.name}: ${placeOf(each)}`),
    )
    .sort()

const isOf = (line: string, { sequence }: Compared): boolean => line.startsWith(`${sequence.name}: `)

/**
 * The names of the sequences that the real server now answers differently, or that are not recorded. Differences of
 * wording are ignored: the server lists the causes of a refusal in the random order of a Go map.
 */
export const changedSince = (recorded: Recorded, compared: readonly Compared[]): readonly string[] =>
  compared
    .filter(({ sequence, real }) => {
      const before = recorded.get(sequence.name)
      return before === undefined || verdictOf(differencesBetween(asJson(real), before)) === 'different'
    })
    .map(({ sequence }) => sequence.name)

const asJson = (answers: readonly unknown[]): readonly unknown[] => JSON.parse(JSON.stringify(answers))
