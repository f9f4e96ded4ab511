import { parseArgs } from 'node:util'
import { type Compared, compareAll } from './compareSequence.ts'
import { describe, describeDifference, reportOf } from './report.ts'
import { themes } from './sequences/index.ts'
import { startServers } from './servers.ts'

/**
 * `npm run compare [-- WORD …]`: the sequences of the themes of these names, or
 * whose names contain them; without words all of them.
 *   --all      every difference, also those of wording
 *   --answers  what both answered, step by step
 */

const { values, positionals: words } = parseArgs({
  allowPositionals: true,
  options: { all: { type: 'boolean', default: false }, answers: { type: 'boolean', default: false } },
})

const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

const chosen = Object.entries(themes).flatMap(([theme, sequences]) =>
  sequences.filter(({ name }) => words.length === 0 || words.some(word => word === theme || name.includes(word))),
)

const details = ({ sequence, differences, embedded, real }: Compared): readonly string[] => [
  ...(values.all
    ? [
        ...(differences.length > 0 ? [describe({ sequence, differences, embedded, real })] : []),
        ...differences.map(one => `      ${describeDifference(one)}`),
      ]
    : []),
  ...(values.answers
    ? sequence.steps.flatMap(({ method, path }, at) => [
        `  ${at + 1} ${method} ${path}`,
        `    embedded ${JSON.stringify(embedded[at])}`,
        `    real     ${JSON.stringify(real[at])}`,
      ])
    : []),
]

const servers = await startServers()
try {
  const compared = await compareAll(servers, chosen, 'named')
  const { lines, summary, unlisted, obsolete } = reportOf(compared)
  for (const line of [...compared.flatMap(details), ...lines]) say(line)
  for (const name of obsolete) say(`no longer so, take it off the list: ${name}`)
  say(summary)
  process.exitCode = unlisted.length > 0 || obsolete.length > 0 ? 1 : 0
} finally {
  await servers.stop()
}
