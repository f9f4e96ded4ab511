import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isRight } from 'fp-ts/lib/Either.js'
import { myApp } from '../../../crd/controller.ts'
import {
  formatHeader,
  formatLine,
  parseRecording,
  type Recording,
  type RecordingLine,
} from '../../../lib/recording/recording.ts'
import { compareReplay } from '../../../streams/recording/compareReplay.ts'
import { ReplayMismatch, replay } from '../../../streams/recording/replay.ts'
import { recordedWorld } from './recordedWorld.ts'

const recordingOf = (text: string): Recording => {
  const parsed = parseRecording(text)
  assert(isRight(parsed), JSON.stringify(parsed))
  return parsed.right
}

const recorded = (): Recording => {
  const world = recordedWorld(myApp, 1)
  for (const name of ['a', 'b']) world.act({ _tag: 'Create', name, spec: { image: 'nginx:1.29', replicas: 2 } })
  world.clock.advance(6000)
  world.stop$.next()
  return recordingOf(world.text())
}

const outcomeOf = (recording: Recording, controller: typeof myApp = myApp): string => {
  let outcome = 'neither ended nor failed'
  replay(controller, recording).subscribe({
    error: error => {
      assert(error instanceof ReplayMismatch, String(error))
      outcome = error.message
    },
    complete: () => {
      outcome = 'done'
    },
  })
  return outcome
}

const changed = (recording: Recording, change: (lines: RecordingLine[]) => void): Recording => {
  const lines = [...recording.lines]
  change(lines)
  return recordingOf(`${[formatHeader(recording.header), ...lines.map(formatLine)].join('\n')}\n`)
}

const indexOf = (recording: Recording, is: (line: RecordingLine) => boolean): number => {
  const at = recording.lines.findIndex(is)
  assert(at >= 0)
  return at
}

test('a recording may be replayed again and again', () => {
  const recording = recorded()
  const before = JSON.stringify(recording)
  const { same } = compareReplay(myApp, recording)
  assert(same > 4)
  assert.deepEqual(compareReplay(myApp, recording), { same, different: [], notCompared: 0 })
  assert.equal(JSON.stringify(recording), before)
})

/** MyApp, as a next version of it might be. */
const withOneReplicaMore = (only?: string): typeof myApp => ({
  ...myApp,
  desired: (app, observed) =>
    myApp.desired(
      only === undefined || app.metadata.name === only
        ? { ...app, spec: { ...app.spec, replicas: (app.spec.replicas ?? 1) + 1 } }
        : app,
      observed,
    ),
})

test('a version that plans something else is told apart at its first plan, readably', () => {
  const { different, astray, notCompared } = compareReplay(withOneReplicaMore(), recorded())
  const [first] = different
  assert(first?.recorded && first.replayed)
  assert.equal(first.key, 'default/a')
  assert(
    first.differences.some(line => /^plan\.effects\[\d\]\.manifest\.spec\.replicas: 2 → 3$/.test(line)),
    first.differences.join('\n'),
  )
  assert(different.some(({ key }) => key === 'default/b'))
  assert.match(astray?.message ?? '', /^line \d+ answers call \d+, write PATCH .*, which in this run is write PATCH /)
  assert(notCompared > 0)
})

test('a version that plans something else for one object says nothing of the others', () => {
  const { different, same } = compareReplay(withOneReplicaMore('b'), recorded())
  assert.deepEqual([...new Set(different.map(({ key }) => key))], ['default/b'])
  assert(same > 0)
})

test('a version that plans at other times is found too', () => {
  const recording = recorded()
  const { astray } = compareReplay({ ...myApp, owns: myApp.owns.slice(0, 1) }, recording)
  assert.match(astray?.message ?? '', /^line \d+ (answers|fires) /)
})

test('a recording is of one controller', () => {
  const other = { ...myApp, name: 'website' }
  assert.equal(outcomeOf(recorded(), other), 'line 1 begins a run of controller myapp; this is website')
  assert.equal(compareReplay(other, recorded()).astray?.line, 1)
})

test('a plan that is missing or was not there is a difference', () => {
  const recording = recorded()
  const at = indexOf(recording, line => 'planned' in line)
  const line = recording.lines[at]
  assert(line !== undefined && 'planned' in line)
  const without = compareReplay(
    myApp,
    changed(recording, lines => lines.splice(at, 1)),
  ).different
  assert.deepEqual(
    without.map(({ key, recorded, replayed }) => ({ key, recorded, replayed: replayed !== undefined })),
    [{ key: line.planned.key, recorded: undefined, replayed: true }],
  )
  const twice = compareReplay(
    myApp,
    changed(recording, lines => lines.splice(at, 0, line)),
  ).different
  assert(twice.length > 0)
})

test('a record that no longer fits is reported with its line', () => {
  const recording = recorded()
  const answer = indexOf(recording, line => 'port' in line && line.port === 'write')
  const tick = indexOf(recording, line => 'tick' in line)
  const line = recording.lines[answer]
  assert(line !== undefined && 'call' in line)
  const inserted = (at: number, extra: RecordingLine) => changed(recording, lines => lines.splice(at, 0, extra))
  const replaced = (at: number, by: RecordingLine) => changed(recording, lines => lines.splice(at, 1, by))
  const table: readonly (readonly [string, Recording, RegExp])[] = [
    [
      'a call that is never made',
      inserted(answer, { at: 1, call: 999, port: 'list', none: true }),
      /^line (\d+) answers call 999, list; this run's last call is call \d+, write PATCH /,
    ],
    [
      'an answer after the last',
      inserted(answer + 2, line),
      /^line (\d+) answers call \d+, write PATCH .*, to which this run no longer listens/,
    ],
    [
      'another port',
      replaced(answer, { ...line, port: 'read', of: 'Deployment x/y' }),
      /^line (\d+) answers call \d+, read Deployment x\/y, which in this run is write PATCH /,
    ],
    [
      'a timer that was not set',
      inserted(tick, { at: 1, tick: 999 }),
      /^line (\d+) fires timer 999, which this run has not set: it has set \d+$/,
    ],
    [
      'a timer that fired',
      inserted(tick + 1, recording.lines[tick] ?? line),
      /^line (\d+) fires timer \d+, which this run has cancelled or let fire before$/,
    ],
    [
      'an answer of another shape',
      inserted(0, { at: 1, call: 6, port: 'leading', next: 'yes' }),
      /^line (\d+) is no answer to call 6, leading: it must be true or false, got "yes"$/,
    ],
    [
      'an end too early',
      inserted(tick, { at: 1, end: 'Completed' }),
      /^line (\d+) ends the recorded run; this one goes on$/,
    ],
    [
      'a line after the end',
      inserted(recording.lines.length, { at: 1, tick: 0 }),
      /^line (\d+) is given to a run that has already ended$/,
    ],
  ]
  for (const [what, broken, message] of table) {
    const outcome = outcomeOf(broken)
    assert.match(outcome, message, what)
    assert.deepEqual(compareReplay(myApp, broken).astray?.message, outcome)
  }
  assert.equal(outcomeOf(recording), 'done')
})
