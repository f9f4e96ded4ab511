import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { isLeft } from 'fp-ts/lib/Either.js'
import { myApp } from '../../crd/controller.ts'
import { canonical } from '../../lib/json/canonical.ts'
import type { Recording } from '../../lib/recording/recording.ts'
import { compareReplay } from '../../streams/recording/compareReplay.ts'
import { readJournal } from '../../streams/drivers/cli/journal.ts'
import { replay } from '../../streams/recording/replay.ts'
import { recordDemo } from './recordDemo.ts'

const read = async (file: string): Promise<Recording> => {
  const recording = await readJournal(file)
  assert(!isLeft(recording), JSON.stringify(recording))
  assert.equal(recording.right.note, undefined)
  return recording.right
}

/** Plans as the recording has them, and as the present controller makes them. */
const plansOf = (recording: Recording): { readonly before: readonly string[]; readonly after: readonly string[] } => {
  const after: string[] = []
  replay(myApp, recording).subscribe({
    next: event => {
      if (event._tag !== 'Planned') return
      const { key, reasons, plan } = event
      after.push(canonical({ key, reasons, plan }))
    },
    error: error => assert.fail(error),
  })
  const before = recording.lines.flatMap(line => ('planned' in line ? [canonical(line.planned)] : []))
  return { before, after }
}

const remedy = 'the controller plans something else than it did; if it should, record again: npm run record'

const assertReplays = (recording: Recording): void => {
  const { different, astray } = compareReplay(myApp, recording)
  const told = different.map(({ line, key, differences }) => `line ${line}, ${key}: ${differences.join('; ')}`)
  assert(different.length === 0 && astray === undefined, [remedy, ...told, astray?.message].join('\n'))
  const { before, after } = plansOf(recording)
  assert.deepEqual(after, before)
  // The story is in it: all samples, the repaired Deployment, the scaled and the deleted MyApp.
  const text = before.join('\n')
  for (const name of ['asleep', 'minimal', 'web', 'worker']) assert(text.includes(`"key":"demo/${name}"`), name)
  assert.equal(before.filter(plan => /"_tag":"Create".*"kind":"Deployment".*"name":"web"/.test(plan)).length, 2)
  assert(before.some(plan => plan.includes('"_tag":"RemoveFinalizer"') && plan.includes('"key":"demo/minimal"')))
  assert(text.includes('"replicas":5'))
}

test('the recorded run of the demo replays to byte-identical plans with the present controller', async () => {
  assertReplays(await read(fileURLToPath(new URL('demo.ndjson', import.meta.url))))
})

test('a run of the demo that is recorded now replays to byte-identical plans', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-'))
  try {
    const file = join(folder, 'demo.ndjson')
    await recordDemo(file)
    assertReplays(await read(file))
  } finally {
    await rm(folder, { recursive: true })
  }
})
