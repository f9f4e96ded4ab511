import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { answeredBy, type Compared, compareAll } from './compareSequence.ts'
import { readRecorded, readWordings, wordingsOf } from './recorded.ts'
import { describe as described, reportOf } from './report.ts'
import { themes } from './sequences/index.ts'
import { startEmbedded } from './servers.ts'

/** Compares the embedded API server with recorded answers of a real one. */

const sequences = Object.values(themes).flat()
const recorded = await readRecorded()
const wordings = await readWordings()
let compared: ReadonlyMap<string, Compared>

before(async () => {
  // The embedded server converts by itself and calls no webhook.
  const embedded = await startEmbedded({ url: 'https://127.0.0.1:1/convert', caBundle: '' })
  try {
    const sides = {
      // The server runs in this process: a change that is missing after these requests does not come.
      embedded: answeredBy({ ...embedded.server, mostTries: 60 }),
      real: async ({ name }: { readonly name: string }) => recorded.get(name) ?? [],
    }
    const all = await compareAll(sides, sequences, 'named', 64)
    compared = new Map(all.map(each => [each.sequence.name, each]))
  } finally {
    await embedded.stop()
  }
})

test('each named sequence is recorded, and nothing else', () => {
  assert.deepEqual([...recorded.keys()], sequences.map(({ name }) => name).sort())
  assert.equal(recorded.size, sequences.length, 'each name is there once')
})

describe('as the real server was recorded to answer', () => {
  for (const { name } of sequences)
    test(name, () => {
      const each = compared.get(name)
      assert.ok(each)
      const { unlisted, obsolete } = reportOf([each])
      assert.equal(unlisted.map(described).join('\n'), '')
      assert.deepEqual(obsolete, [], 'no longer so: take it off the list')
      assert.deepEqual(
        wordingsOf([each]),
        wordings.filter(line => line.startsWith(`${name}: `)),
        'in other words than before: npm run compare -- --record',
      )
    })
})
