import { parseArgs } from 'node:util'
import { type Compared, compareAll, sidesOf } from './compareSequence.ts'
import { search } from './generated/search.ts'
import { changedSince, readRecorded, writeRecorded } from './recorded.ts'
import { describe, describeDifference, reportOf, story } from './report.ts'
import { themes } from './sequences/index.ts'
import { startServers } from './servers.ts'

/**
 * `npm run compare [-- WORD …]`: the sequences of the themes of these names, or
 * whose names contain them; without words all of them, and SLUICE_SEQUENCES
 * generated ones (default 300, by SLUICE_SEED, default random).
 *   --all      every difference, also those of wording
 *   --answers  what both answered, step by step
 *   --record   writes down what the real server answers to the named ones, for `npm test`
 */

const { values, positionals: words } = parseArgs({
  allowPositionals: true,
  options: {
    all: { type: 'boolean', default: false },
    answers: { type: 'boolean', default: false },
    record: { type: 'boolean', default: false },
  },
})

const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

const chosen = Object.entries(themes).flatMap(([theme, sequences]) =>
  sequences.filter(({ name }) => words.length === 0 || words.some(word => word === theme || name.includes(word))),
)
const count = Number(process.env.SLUICE_SEQUENCES ?? (words.length === 0 ? 300 : 0))
const seed = Number(process.env.SLUICE_SEED ?? Date.now() % 1_000_000)

const details = (compared: Compared): readonly string[] => [
  ...(values.all && compared.differences.length > 0
    ? [describe(compared), ...compared.differences.map(each => `      ${describeDifference(each)}`)]
    : []),
  ...(values.answers ? story(compared) : []),
]

const servers = await startServers()
try {
  const sides = sidesOf(servers)
  const compared = await compareAll(sides, chosen, 'named')
  const named = reportOf(compared)
  for (const line of [...compared.flatMap(details), ...named.lines]) say(line)
  for (const name of named.obsolete) say(`no longer so, take it off the list: ${name}`)
  if (chosen.length > 0) say(named.summary)
  if (values.record) await writeRecorded(compared)
  const changed = changedSince(await readRecorded(), compared)
  for (const name of changed)
    say(`the real server answers otherwise than recorded: ${name}: npm run compare -- --record`)
  let failed = named.unlisted.length > 0 || named.obsolete.length > 0 || changed.length > 0
  if (count > 0) {
    const startedMs = performance.now()
    const { compared: generated, found } = await search(sides, { count, seed })
    for (const { smallest, count: times } of found) {
      say(`different, ${times} times; the smallest: ${describe(smallest)}`)
      for (const line of story(smallest)) say(line)
    }
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(0)
    say(`generated, SLUICE_SEED=${seed}: ${reportOf(generated).summary}, ${seconds} s`)
    failed ||= found.length > 0
  }
  process.exitCode = failed ? 1 : 0
} finally {
  await servers.stop()
}
