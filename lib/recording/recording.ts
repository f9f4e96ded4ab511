import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { cutBelow } from '../json/cutBelow.ts'
import { exactJson } from '../json/exactJson.ts'
import { isRecord } from '../json/fields.ts'
import { decode } from '../kube/decode.ts'
import type { ApiFailure } from '../kube/failure.ts'
import { messageOf } from '../text/messageOf.ts'

/**
 * All that a run takes in, and the plans it makes, as lines of JSON (NDJSON).
 *
 *     {"sluice":"recording","version":1,"controller":"myapp","startMs":…,"seed":…,"options":{…},"calls":[]}
 *     {"at":…,"call":3,"port":"watch","of":"MyApp","next":"{\"type\":\"ADDED\",…}"}    an answer to call 3
 *     {"at":…,"tick":12}                                                             timer 12 fired
 *     {"at":…,"planned":{"key":"demo/web","reasons":[…],"plan":{…}}}                  what came of it
 *     {"at":…,"end":"Completed"}
 *
 * Calls and timers are numbered from 0 in the order in which the run makes them:
 * a run is deterministic, so they need no lines of their own. Each line but
 * `planned` and `end` is one turn of the run, at one time (`at`, ms since the epoch).
 */

/** JSON has no Infinity. */
const Amount = new t.Type<number, number | string>(
  'a number',
  t.number.is,
  (value, context) => (value === 'Infinity' ? t.success(Number.POSITIVE_INFINITY) : t.number.validate(value, context)),
  value => (value === Number.POSITIVE_INFINITY ? 'Infinity' : value),
)

const Backoff = t.readonly(t.type({ firstMs: Amount, factor: t.number, capMs: Amount, jitter: t.number }))

/** The options of a run that are data: replaying needs the same. */
export const RecordedOptions = t.partial({
  namespace: t.string,
  workers: Amount,
  backlogEvery: Amount,
  quietMs: Amount,
  ceilingMs: Amount,
  restMs: Amount,
  lookMs: Amount,
  createdRestMs: Amount,
  resyncMs: Amount,
  orphanGraceMs: Amount,
  maxRetries: Amount,
  retryBackoff: Backoff,
  outageCapMs: Amount,
  slowBackoff: Backoff,
  hotLoopAfter: Amount,
  parkAfterMs: Amount,
  watching: t.partial({
    pageSize: Amount,
    timeoutSeconds: t.readonly(t.tuple([t.number, t.number])),
    graceMs: Amount,
    idleMs: Amount,
    initialMs: Amount,
    backoff: Backoff,
    healthyAfterMs: Amount,
    streamingList: t.boolean,
  }),
})
export type RecordedOptions = t.TypeOf<typeof RecordedOptions>

export const RecordingHeader = t.readonly(
  t.intersection([
    t.type({
      sluice: t.literal('recording'),
      version: t.literal(1),
      controller: t.string,
      startMs: t.number,
      /** Seed of the run's random numbers. */
      seed: t.number,
      options: RecordedOptions,
      /** Names of the handlers of `Call` effects. */
      calls: t.readonlyArray(t.string),
    }),
    /** Whether deletes that are held back could be let through. */
    t.partial({ allowsDeletes: t.boolean }),
  ]),
)
export type RecordingHeader = t.TypeOf<typeof RecordingHeader>

export const Port = t.keyof({
  list: 0,
  watch: 0,
  read: 0,
  write: 0,
  leading: 0,
  resync: 0,
  allowDeletes: 0,
  stop: 0,
  call: 0,
})
export type Port = t.TypeOf<typeof Port>

const StatusFailure = t.intersection([
  t.type({ _tag: t.literal('Status'), code: t.number, reason: t.string, message: t.string }),
  t.partial({ retryAfterMs: t.number }),
])
const ConnectionFailure = t.type({ _tag: t.literal('Connection'), message: t.string, sent: t.boolean })
const Thrown = t.type({ _tag: t.literal('Thrown'), message: t.string })

/** Why a port errored. `Thrown`: with something other than an `ApiFailure`. */
export type RecordedError = ApiFailure | t.TypeOf<typeof Thrown>

const Whole = t.refinement(t.number, value => Number.isInteger(value) && value >= 0, 'a whole number')

const AnswerHead = t.intersection([t.type({ at: t.number, call: Whole, port: Port }), t.partial({ of: t.string })])
const said = {
  next: t.type({ next: t.unknown }),
  none: t.type({ none: t.literal(true) }),
  complete: t.type({ complete: t.literal(true) }),
  error: t.type({ error: t.union([StatusFailure, ConnectionFailure, Thrown]) }),
}
const TickLine = t.readonly(t.type({ at: t.number, tick: Whole }))
const PlannedLine = t.readonly(
  t.type({
    at: t.number,
    planned: t.type({ key: t.string, reasons: t.readonlyArray(t.unknown), plan: t.UnknownRecord }),
  }),
)
const EndLine = t.readonly(t.type({ at: t.number, end: t.keyof({ Completed: 0, Unsubscribed: 0 }) }))

/** One notification of a port: a value, the value `undefined`, its end or its error. */
export type Said =
  | { readonly next: unknown }
  | { readonly none: true }
  | { readonly complete: true }
  | { readonly error: RecordedError }

/** `of`: what was called, on the first line of each call. */
export type AnswerLine = Readonly<t.TypeOf<typeof AnswerHead>> & Said
export type TickLine = t.TypeOf<typeof TickLine>
export type PlannedLine = t.TypeOf<typeof PlannedLine>
export type EndLine = t.TypeOf<typeof EndLine>
export type RecordingLine = AnswerLine | TickLine | PlannedLine | EndLine

export interface Recording {
  readonly header: RecordingHeader
  /** In order; the first is line 2 of the file. */
  readonly lines: readonly RecordingLine[]
  /** A note on the parts that were left out. */
  readonly note?: string
}

export const formatHeader = (header: RecordingHeader): string => JSON.stringify(RecordingHeader.encode(header))

/** What is nested deeper than this is refused wherever it arrives, so it need not be whole. */
const mostKept = 1000

export const formatLine = (line: RecordingLine): string => {
  try {
    return JSON.stringify(line)
  } catch {
    return JSON.stringify(cutBelow(line, mostKept))
  }
}

/**
 * A whole file. A last line that was cut, because its writer was killed, is left
 * out and noted; anything else that is wrong is refused: `line 17: …`.
 */
export const parseRecording = (text: string): Either<string, Recording> => {
  const [first = '', ...rest] = text.split('\n')
  const header = parseHeader(first)
  if (isLeft(header)) return header
  const lines: RecordingLine[] = []
  for (const [at, line] of rest.entries()) {
    // The text after the last line break is empty, unless the writer was killed before it wrote the break.
    const isLast = at === rest.length - 1
    if (isLast && line === '') break
    const parsed = parseLine(line)
    if (parsed._tag === 'Right') lines.push(parsed.right)
    else if (isLast && !isJson(line)) {
      return right({ header: header.right, lines, note: `line ${at + 2} is cut off (its writer was killed): left out` })
    } else return left(`line ${at + 2}: ${parsed.left}`)
  }
  return right({ header: header.right, lines })
}

const parseHeader = (text: string): Either<string, RecordingHeader> => {
  const parsed = parseJson(text)
  if (isLeft(parsed)) return left(`line 1: ${parsed.left}`)
  const value = parsed.right
  if (!isRecord(value) || value.sluice !== 'recording') return left('line 1: this is no recording of sluice')
  const header = decode(RecordingHeader, value)
  return isLeft(header) ? left(`line 1: ${header.left.join('; ')}`) : header
}

const parseLine = (text: string): Either<string, RecordingLine> => {
  const parsed = parseJson(text)
  if (isLeft(parsed)) return parsed
  const value = parsed.right
  if (!isRecord(value)) return left('not an object')
  if ('call' in value) return decodeAnswer(value)
  if ('tick' in value) return orReasons(decode(TickLine, value))
  if ('planned' in value) return orReasons(decode(PlannedLine, value))
  if ('end' in value) return orReasons(decode(EndLine, value))
  return left('must have one of call, tick, planned, end')
}

const decodeAnswer = (value: { readonly [field: string]: unknown }): Either<string, AnswerLine> => {
  const head = decode(AnswerHead, value)
  if (isLeft(head)) return left(head.left.join('; '))
  if ('next' in value) return right({ ...head.right, next: value.next })
  if ('none' in value) return orReasons(decode(t.intersection([AnswerHead, said.none]), value))
  if ('complete' in value) return orReasons(decode(t.intersection([AnswerHead, said.complete]), value))
  if ('error' in value) return orReasons(decode(t.intersection([AnswerHead, said.error]), value))
  return left('an answer to a call must have one of next, none, complete, error')
}

const orReasons = <A>(decoded: Either<readonly string[], A>): Either<string, A> =>
  isLeft(decoded) ? left(decoded.left.join('; ')) : decoded

const parseJson = (text: string): Either<string, unknown> => {
  try {
    return right(exactJson(text))
  } catch (error) {
    return left(`not JSON: ${messageOf(error)}`)
  }
}

const isJson = (text: string): boolean => parseJson(text)._tag === 'Right'
