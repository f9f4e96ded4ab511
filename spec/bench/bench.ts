import { coldStart } from './coldStart.ts'
import { inMemory } from './inMemory.ts'

/** `npm run bench`: what sluice costs here and now, one figure a line. Compare ratios of one run, not machines. */
const sections = [inMemory, coldStart]

for (const section of sections) {
  for await (const [name, figure] of section()) process.stdout.write(`${name.padEnd(58)} ${figure}\n`)
}
