import { parseArgs } from 'node:util'
import { fuzz, seedsFrom } from './fuzz.ts'
import { fuzzSockets } from './sockets.ts'

/**
 * `npm run fuzz -- --inputs 1000000 --seed 1 [--target 'a conversion']`: hostile input through every function that is
 * given what strangers wrote, and some of it through the sockets. Ends with 1 where something was found.
 */
const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '100000' },
    seed: { type: 'string', default: `${Date.now() % 1e9}` },
    target: { type: 'string' },
    sockets: { type: 'string', default: '2000' },
  },
})
const [inputs, seed, requests] = [Number(values.inputs), Number(values.seed), Number(values.sockets)]
const say = (line: string): void => void process.stdout.write(`${line}\n`)

say(`${inputs} inputs from seed ${seed}`)
const { found, slowest } = fuzz(seedsFrom(seed, inputs), values.target)
for (const { target, seed: at, error } of found.slice(0, 20))
  say(`found: ${target}, seed ${at}: ${error instanceof Error ? error.stack : String(error)}`)
say(
  `${found.length} of ${inputs} inputs threw; the slowest took ${slowest.ms.toFixed(1)} ms: ${slowest.target}, seed ${slowest.seed}`,
)

const sockets = values.target === undefined ? await fuzzSockets(seed, requests) : { broken: [] }
for (const line of sockets.broken.slice(0, 20)) say(`found: ${line}`)
say(
  `${requests} requests over sockets: ${sockets.broken.length} left a server that did not answer, or an error of its own`,
)
// Whatever is left on the event loop would keep the program from ending: a timer that nobody cleared.
process.exitCode = found.length + sockets.broken.length === 0 ? 0 : 1
