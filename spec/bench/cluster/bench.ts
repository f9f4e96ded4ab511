import { availableParallelism, cpus } from 'node:os'
import { messageOf } from '../../../lib/text/messageOf.ts'
import type { Result } from './figures.ts'
import { type Candidate, type Options, optionsOf } from './options.ts'
import { throughAllPhases } from './phases.ts'
import { setStage } from './stage.ts'
import { tableOf } from './table.ts'

/**
 * `npm run bench:cluster` measures the MyApp controller on a real API server beside any
 * other program that does the same. The programs take turns, each on an empty control
 * plane. Compare ratios of one run, not figures of two machines.
 */

const say = (line: string): void => {
  process.stderr.write(`bench: ${line}\n`)
}

const once = async (candidate: Candidate, options: Options): Promise<Result> => {
  const stage = await setStage(candidate, options)
  try {
    return await throughAllPhases(stage)
  } finally {
    await stage.close()
  }
}

const main = async (): Promise<void> => {
  const options = optionsOf(process.argv.slice(2))
  const measured = options.candidates.map(({ name }) => ({ name, results: Array.of<Result>() }))
  for (let repetition = 1; repetition <= options.repetitions; repetition += 1) {
    for (const [at, candidate] of options.candidates.entries()) {
      say(`${candidate.name}, ${repetition} of ${options.repetitions}`)
      measured[at]?.results.push(await once(candidate, options))
    }
  }
  const machine = `${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'}), node ${process.version}`
  process.stdout.write(`${options.count} MyApps, ${options.edits} edits; ${machine}\n\n${tableOf(measured)}\n`)
}

try {
  await main()
  process.exit()
} catch (error) {
  say(messageOf(error))
  process.exit(1)
}
