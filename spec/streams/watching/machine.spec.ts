import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { KubeObject } from '../../../lib/kube/object.ts'
import type { WatchEvent } from '../../../lib/kube/watchEvent.ts'
import { start, watchStep } from '../../../streams/watching/machine.ts'
import { settingsOf } from '../../../streams/watching/options.ts'
import type { WatchCommand, WatchInput, WatchTurn } from '../../../streams/watching/state.ts'
import type { Task } from '../../../streams/watching/task.ts'
import { ModelServer, Request, textOf } from './modelServer.ts'
import { errorLine, line, mark, page, reset, status, Widget } from './scripted.ts'

/** One thing that happens, in the cluster or between it and the watch. */
const happening = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('put' as const), name: fc.constantFrom('a', 'b', 'c', 'd', 'e') }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('remove' as const), name: fc.constantFrom('a', 'b', 'c') }) },
  { weight: 10, arbitrary: fc.record({ do: fc.constant('answer' as const) }) },
  fc.record({ do: fc.constantFrom('advance' as const, 'compact' as const, 'bookmark' as const) }),
  fc.record({ do: fc.constantFrom('end' as const, 'garbage' as const, 'cut' as const, 'refusedLine' as const) }),
  fc.record({
    do: fc.constant('fail' as const),
    code: fc.constantFrom(0, 400, 401, 403, 404, 410, 422, 429, 500, 503, 504),
  }),
  fc.record({ do: fc.constant('errorLine' as const), code: fc.constantFrom(400, 403, 410, 429, 500, 504) }),
  fc.record({ do: fc.constant('pass' as const), ms: fc.constantFrom(1, 900, 5_000, 61_000, 130_000, 700_000) }),
)
type Happening = typeof happening extends fc.Arbitrary<infer H> ? H : never

/** Drives the machine against the model server, and holds each emission against the server's history. */
class Run {
  nowMs = 1_000_000
  readonly #task: Task<KubeObject>
  readonly server: ModelServer
  readonly folded = new Map<string, string>()
  #newest = 0
  #turn: WatchTurn<KubeObject>
  #request: Request
  #running: WatchCommand

  constructor(server: ModelServer, streamingList: boolean) {
    this.server = server
    this.#task = { resource: Widget, settings: settingsOf({ streamingList, pageSize: 2 }) }
    this.#turn = start(this.#task, { nowMs: this.nowMs, random: 0.5 })
    this.#running = this.#turn.command
    this.#request = new Request(server, this.#running)
  }

  happen(what: Happening): void {
    if (what.do === 'put') this.server.put(what.name)
    else if (what.do === 'remove') this.server.remove(what.name)
    else if (what.do === 'advance') this.server.advance()
    else if (what.do === 'compact') this.server.compact()
    else if (what.do === 'answer') this.#feed(this.#request.next())
    else if (what.do === 'bookmark') this.#feed(this.#request.bookmark())
    else if (what.do === 'end') this.#feedRequest({ _tag: 'Ended' })
    else if (what.do === 'garbage') this.#spoil(() => '<html>')
    else if (what.do === 'refusedLine') this.#spoil(() => '{"type":"ADDED","object":{"metadata":{}}}')
    else if (what.do === 'cut') {
      this.#spoil(text => text.slice(0, text.length / 2))
      this.#feedRequest({ _tag: 'Failed', failure: reset })
    } else if (what.do === 'fail') {
      this.#feedRequest({ _tag: 'Failed', failure: what.code === 0 ? reset : status(what.code, '') })
    } else if (what.do === 'errorLine') {
      if (this.#running._tag === 'Watch') this.#feed({ _tag: 'Line', text: errorLine(what.code, '') })
    } else if (what.do === 'pass') {
      this.nowMs += what.ms
      this.#feedRequest({ _tag: 'Tick' })
    }
  }

  /** From now on the server is well: does what was folded become what there is? */
  settle(): void {
    // A watch ends when its time is up: two such ends bring every doubt to a list.
    for (const _ of ['first', 'second']) {
      this.#answerAll()
      this.nowMs += 600_000
      this.happen({ do: 'end' })
    }
    this.#answerAll()
    assert.equal(this.#running._tag, 'Watch', 'at rest it watches')
  }

  #answerAll(): void {
    for (let answers = 0; ; answers += 1) {
      const next = this.#request.next()
      if (next === undefined) return
      assert.ok(answers < 200, 'the machine keeps asking')
      this.#feed(next)
    }
  }

  /** The line that the server sent arrives as something else, and the server does not know. */
  #spoil(how: (text: string) => string): void {
    const input = this.#running._tag === 'Watch' ? this.#request.next() : undefined
    this.#feed(
      input?._tag === 'Line' && input.text.includes('Widget') ? { _tag: 'Line', text: how(input.text) } : input,
    )
  }

  #feedRequest(input: WatchInput): void {
    if (this.#running._tag !== 'Wait') this.#feed(input)
  }

  #feed(input: WatchInput | undefined): void {
    if (input === undefined) return
    this.#turn = watchStep(this.#task, this.#turn.state, input, { nowMs: this.nowMs, random: 0.5 })
    for (const event of this.#turn.emissions) this.#fold(event)
    if (this.#turn.command._tag === 'Keep') return
    this.#running = this.#turn.command
    this.#request = new Request(this.server, this.#running)
  }

  #fold(event: WatchEvent): void {
    switch (event._tag) {
      case 'Listed': {
        const texts = event.objects.map(({ object }) => textOf(object)).sort()
        assert.deepEqual(texts, this.server.at(Number(event.resourceVersion)), 'a list is a state the server was in')
        assert.ok(Number(event.resourceVersion) >= this.#newest, 'a list is never older than what was emitted before')
        this.#newest = Number(event.resourceVersion)
        this.folded.clear()
        for (const { object } of event.objects) this.folded.set(object.metadata.name, textOf(object))
        return
      }
      case 'Changed':
        this.#advanceTo(event.seen.object.metadata.resourceVersion)
        this.folded.set(event.seen.object.metadata.name, textOf(event.seen.object))
        return
      case 'Deleted':
        this.#advanceTo(event.object.metadata.resourceVersion)
        this.folded.delete(event.object.metadata.name)
        return
      case 'Bookmark':
        assert.ok(Number(event.resourceVersion) >= this.#newest)
        this.#newest = Number(event.resourceVersion)
        return
      case 'Undecodable':
        return
    }
  }

  #advanceTo(version: string): void {
    assert.ok(
      Number(version) > this.#newest,
      `version ${version} after ${this.#newest}: each event is newer than the last`,
    )
    this.#newest = Number(version)
  }
}

test('under any faults, once they stop, what was emitted adds up to exactly what the server has', () =>
  fc.assert(
    fc.property(fc.boolean(), fc.boolean(), fc.array(happening, { maxLength: 60 }), (serves, asks, happenings) => {
      const run = new Run(new ModelServer(serves), asks)
      for (const what of happenings) run.happen(what)
      run.settle()
      assert.deepEqual([...run.folded.values()].sort(), run.server.at(run.server.version))
    }),
    { numRuns: 2000 },
  ))

const anyInput: fc.Arbitrary<WatchInput> = fc.oneof(
  fc.constantFrom<WatchInput>(
    { _tag: 'Ended' },
    { _tag: 'Tick' },
    { _tag: 'Waited' },
    { _tag: 'Failed', failure: reset },
  ),
  fc
    .constantFrom(400, 401, 403, 404, 409, 410, 422, 429, 500, 503, 504, 999)
    .chain(code =>
      fc.constantFrom<WatchInput>(
        { _tag: 'Failed', failure: status(code, '', '', 1000) },
        { _tag: 'Line', text: errorLine(code, '') },
      ),
    ),
  fc.string().map((text): WatchInput => ({ _tag: 'Line', text })),
  fc.json().map((text): WatchInput => ({ _tag: 'Line', text })),
  fc
    .tuple(fc.constantFrom('ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK', 'ERROR', 'SYNC'), fc.json())
    .map(([type, object]): WatchInput => ({ _tag: 'Line', text: `{"type":"${type}","object":${object}}` })),
  fc
    .nat(30)
    .chain(version =>
      fc.constantFrom<WatchInput>(
        { _tag: 'Line', text: line('ADDED', `a@${version}`) },
        { _tag: 'Line', text: line('DELETED', `a@${version}`) },
        { _tag: 'Line', text: mark(`${version}`, true) },
        { _tag: 'Page', page: page(`${version}`, ['a@1']) },
        { _tag: 'Page', page: page(`${version}`, ['a@1'], 'more') },
      ),
    ),
  fc.array(fc.jsonValue()).map((items): WatchInput => ({ _tag: 'Page', page: { resourceVersion: '7', items } })),
)

test('after any inputs a request or a wait is under way, so no state is terminal', () =>
  fc.assert(
    fc.property(
      fc.boolean(),
      fc.array(fc.tuple(anyInput, fc.nat(400_000)), { maxLength: 40 }),
      (streamingList, inputs) => {
        const task: Task<KubeObject> = { resource: Widget, settings: settingsOf({ streamingList }) }
        let nowMs = 0
        let turn = start(task, { nowMs, random: 0.9 })
        let running: WatchCommand = turn.command
        for (const [input, ms] of inputs) {
          nowMs += ms
          turn = watchStep(task, turn.state, input, { nowMs, random: 0.9 })
          if (turn.command._tag !== 'Keep') running = turn.command
          assert.equal(turn.state.connection === undefined, running._tag === 'Wait')
          assert.equal(turn.state.health._tag, turn.state._tag)
          assert.ok(running._tag !== 'Wait' || (running.ms > 0 && running.ms <= 3_600_000))
          const over: WatchInput = running._tag === 'Wait' ? { _tag: 'Waited' } : { _tag: 'Ended' }
          assert.notEqual(watchStep(task, turn.state, over, { nowMs, random: 0 }).command._tag, 'Keep')
        }
      },
    ),
    { numRuns: 2000 },
  ))
