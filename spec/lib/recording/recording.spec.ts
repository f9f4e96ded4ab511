import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isLeft, isRight } from 'fp-ts/lib/Either.js'
import {
  formatHeader,
  formatLine,
  parseRecording,
  type Recording,
  type RecordingHeader,
  type RecordingLine,
} from '../../../lib/recording/recording.ts'

const at = fc.integer({ min: 0, max: 4e12 })
const whole = fc.nat()
const port = fc.constantFrom('list', 'watch', 'read', 'write', 'leading', 'resync', 'stop', 'call')
const error = fc.oneof(
  fc.record(
    {
      _tag: fc.constant('Status' as const),
      code: fc.integer({ min: 400, max: 599 }),
      reason: fc.string(),
      message: fc.string(),
      retryAfterMs: fc.nat(),
    },
    { requiredKeys: ['_tag', 'code', 'reason', 'message'] },
  ),
  fc.record({ _tag: fc.constant('Connection' as const), message: fc.string(), sent: fc.boolean() }),
  fc.record({ _tag: fc.constant('Thrown' as const), message: fc.string() }),
)
/** What JSON gives back as it was: no -0, no __proto__. */
const json = fc.jsonValue().map((value): unknown => JSON.parse(JSON.stringify(value)))
const said = fc.oneof(
  json.map(next => ({ next })),
  fc.constant({ none: true as const }),
  fc.constant({ complete: true as const }),
  error.map(error => ({ error })),
)
const answer = fc
  .tuple(fc.record({ at, call: whole, port, of: fc.string() }, { requiredKeys: ['at', 'call', 'port'] }), said)
  .map(([head, rest]): RecordingLine => ({ ...head, ...rest }))
const line: fc.Arbitrary<RecordingLine> = fc.oneof(
  answer,
  fc.record({ at, tick: whole }),
  fc.record({ at, end: fc.constantFrom('Completed', 'Unsubscribed') }),
  fc.record({
    at,
    planned: fc.record({
      key: fc.string(),
      reasons: fc.array(json),
      plan: fc.dictionary(fc.string({ minLength: 1 }), json),
    }),
  }),
)
const amount = fc.oneof(fc.nat(), fc.constant(Number.POSITIVE_INFINITY))
const backoff = fc.record({ firstMs: amount, factor: fc.nat(), capMs: amount, jitter: fc.constantFrom(0, 0.1, 1) })
const header: fc.Arbitrary<RecordingHeader> = fc.record({
  sluice: fc.constant('recording' as const),
  version: fc.constant(1 as const),
  controller: fc.string(),
  startMs: at,
  seed: fc.nat(),
  options: fc.record(
    {
      namespace: fc.string(),
      workers: amount,
      resyncMs: amount,
      retryBackoff: backoff,
      watching: fc.record({ idleMs: amount, backoff }),
    },
    { requiredKeys: [] },
  ),
  calls: fc.array(fc.string()),
})

const textOf = ({ header, lines }: Pick<Recording, 'header' | 'lines'>): string =>
  [formatHeader(header), ...lines.map(formatLine), ''].join('\n')

const refusalOf = (text: string): string => {
  const parsed = parseRecording(text)
  assert(isLeft(parsed), 'refused')
  return parsed.left
}

test('a recording that is written is read back', () => {
  fc.assert(
    fc.property(header, fc.array(line), (header, lines) => {
      const parsed = parseRecording(textOf({ header, lines }))
      assert(isRight(parsed), JSON.stringify(parsed))
      assert.deepEqual(JSON.parse(JSON.stringify(parsed.right.lines)), JSON.parse(JSON.stringify(lines)))
      assert.deepEqual(plain(parsed.right.header), plain(header))
      assert.equal(parsed.right.header.options.resyncMs, header.options.resyncMs)
      assert.equal(parsed.right.note, undefined)
      assert.equal(textOf(parsed.right), textOf({ header, lines }))
    }),
  )
})

/** Without what fast-check adds to its records (no prototype); JSON turns Infinity into null. */
const plain = (header: RecordingHeader): unknown =>
  JSON.parse(JSON.stringify(header), (_name, value: unknown) => (value === null ? Number.POSITIVE_INFINITY : value))

test('a file that was cut anywhere after its header gives all whole lines, and a note if one was cut', () => {
  const cut = fc.tuple(header, fc.array(line, { minLength: 1 }), fc.nat())
  fc.assert(
    fc.property(cut, ([header, lines, where]) => {
      const text = textOf({ header, lines })
      const begin = formatHeader(header).length + 1
      const kept = text.slice(0, begin + (where % (text.length - begin)))
      const parsed = parseRecording(kept)
      assert(isRight(parsed), JSON.stringify(parsed))
      const whole = lines.map(formatLine)
      const read = parsed.right.lines.map(formatLine)
      assert.deepEqual(read, whole.slice(0, read.length))
      const rest = kept.slice([formatHeader(header), ...read].join('\n').length)
      const isCut = rest !== '' && rest !== '\n'
      assert.equal(
        parsed.right.note,
        isCut ? `line ${read.length + 2} is cut off (its writer was killed): left out` : undefined,
      )
      assert.equal(
        read.length,
        whole.filter((_, at) => kept.startsWith([formatHeader(header), ...whole.slice(0, at + 1)].join('\n'))).length,
      )
    }),
  )
})

const head = formatHeader({
  sluice: 'recording',
  version: 1,
  controller: 'a',
  startMs: 0,
  seed: 1,
  options: {},
  calls: [],
})
const tick = '{"at":1,"tick":0}'

test('a file that is not a recording is refused in one line', () => {
  const table: readonly (readonly [text: string, refusal: RegExp])[] = [
    ['', /^line 1: not JSON: /],
    ['{"kind":"List"}\n', /^line 1: this is no recording of sluice$/],
    [`${head.replace('"version":1', '"version":2')}\n`, /^line 1: version must be 1, got 2$/],
    [`${head}\n${tick}\n{"at":2,"ti\n${tick}\n`, /^line 3: not JSON: /],
    [`${head}\n{"at":2,"ti\n`, /^line 2: not JSON: /],
    [`${head}\n\n${tick}\n`, /^line 2: not JSON: /],
    [`${head}\n${tick}\n{"at":"2","tick":1}\n`, /^line 3: at must be a number, got "2"$/],
    [`${head}\n{"at":2,"tick":-1}`, /^line 2: tick must be a whole number, got -1$/],
    [`${head}\n{"at":2,"call":0,"port":"door","next":1}\n`, /^line 2: port must be .*watch.*, got "door"$/],
    [
      `${head}\n{"at":2,"call":0,"port":"list"}\n`,
      /^line 2: an answer to a call must have one of next, none, complete, error$/,
    ],
    [`${head}\n{"at":2,"call":0,"port":"list","error":{"_tag":"Status"}}\n`, /^line 2: error.* must be /],
    [`${head}\n{"at":2}\n`, /^line 2: must have one of call, tick, planned, end$/],
    [`${head}\n[]\n`, /^line 2: not an object$/],
  ]
  for (const [text, refusal] of table) assert.match(refusalOf(text), refusal)
})
