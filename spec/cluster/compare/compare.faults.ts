import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Compared, compareAll, sidesOf } from './compareSequence.ts'
import { search } from './generated/search.ts'
import { describe, reportOf } from './report.ts'
import { themes } from './sequences/index.ts'
import { type Servers, startServers } from './servers.ts'

/** Compares the embedded API server with a real one. `npm run compare` prints details. */

/** The seed of the generated sequences; `npm run compare` uses another each time. */
const count = Number(process.env.SLUICE_SEQUENCES ?? 300)
const seed = Number(process.env.SLUICE_SEED ?? 1)
const leastShare = 0.97

let servers: Servers
before(async () => {
  servers = await startServers()
})
after(() => servers?.stop())

const told = (compared: readonly Compared[]): string => compared.map(describe).join('\n')

test('named sequences are answered alike, but for what is listed', async context => {
  const sequences = Object.values(themes).flat()
  assert.equal(new Set(sequences.map(({ name }) => name)).size, sequences.length, 'each name is there once')
  assert(sequences.length >= 150, `${sequences.length} sequences`)
  const { summary, share, unlisted, obsolete } = reportOf(await compareAll(sidesOf(servers), sequences, 'named'))
  context.diagnostic(summary)
  assert.equal(told(unlisted), '')
  assert.deepEqual(obsolete, [], 'no longer so: take them off the list')
  assert(share >= leastShare, summary)
})

test('generated sequences are answered alike, but for what a rule accepts', async context => {
  const { compared, found } = await search(sidesOf(servers), { count, seed })
  context.diagnostic(`SLUICE_SEED=${seed}: ${reportOf(compared).summary}`)
  assert.equal(told(found.map(({ smallest }) => smallest)), '')
})
