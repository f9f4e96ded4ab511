import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { answeredBy, compareAll } from './compareSequence.ts'
import { readRecorded, readWordings, wordingsOf } from './recorded.ts'
import { describe, reportOf } from './report.ts'
import { themes } from './sequences/index.ts'
import { startEmbedded } from './servers.ts'

/** The embedded API server beside what a real one answered when it was recorded: no real server is needed. */

const sequences = Object.values(themes).flat()
let embedded: Awaited<ReturnType<typeof startEmbedded>>
before(async () => {
  // The embedded server converts by itself, and asks no webhook.
  embedded = await startEmbedded({ url: 'https://127.0.0.1:1/convert', caBundle: '' })
})
after(() => embedded?.stop())

test('each named sequence is recorded, and nothing else', async () => {
  assert.equal(new Set(sequences.map(({ name }) => name)).size, sequences.length, 'each name is there once')
  assert.deepEqual([...(await readRecorded()).keys()], sequences.map(({ name }) => name).sort())
})

test('named sequences are answered as the real server was recorded to answer, but for what is listed', async context => {
  const recorded = await readRecorded()
  const sides = {
    // It lives in this process: a change that has not come after so many requests does not come.
    embedded: answeredBy({ ...embedded.server, mostTries: 60 }),
    real: async ({ name }: { name: string }) => recorded.get(name) ?? [],
  }
  const compared = await compareAll(sides, sequences, 'named', 64)
  const { summary, unlisted, obsolete } = reportOf(compared)
  context.diagnostic(summary)
  assert.equal(unlisted.map(describe).join('\n'), '')
  assert.deepEqual(obsolete, [], 'no longer so: take them off the list')
  assert.deepEqual(
    wordingsOf(compared),
    await readWordings(),
    'in other words than before: npm run compare -- --record',
  )
})
