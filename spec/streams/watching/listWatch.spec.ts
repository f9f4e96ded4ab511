import assert from 'node:assert/strict'
import { test } from 'node:test'
import { map, takeUntil, timer } from 'rxjs'
import { TestScheduler } from 'rxjs/testing'
import type { Health, WatchEvent } from '../../../lib/kube/watchEvent.ts'
import { listWatch } from '../../../streams/watching/listWatch.ts'
import type { ListWatchOptions } from '../../../streams/watching/options.ts'
import {
  bookmark,
  changed,
  deleted,
  errorLine,
  line,
  listed,
  mark,
  page,
  part,
  reset,
  type Script,
  scripted,
  status,
  Widget,
} from './scripted.ts'

interface Case {
  readonly requests: readonly Script[]
  readonly options?: ListWatchOptions
  /** When the subscriber leaves. */
  readonly until: string
  readonly events: string
  readonly values?: Readonly<Record<string, WatchEvent>>
  /** What health$ said last. */
  readonly health?: Pick<Health, '_tag' | 'attempts' | 'problem' | 'isLasting'>
}

/** With random 0.5 the waits are 400, 800, 1600 ms, … and timeoutSeconds is 450. */
const check = ({ requests, options, until, events, values, health }: Case): void => {
  const scheduler = new TestScheduler((actual, expected) => assert.deepEqual(actual, expected))
  scheduler.run(helpers => {
    const { sources, asked } = scripted(scheduler, helpers, requests, 0.5)
    const { events$, health$ } = listWatch(Widget, sources, { streamingList: false, ...options })
    helpers.expectObservable(events$, until).toBe(events, values)
    let last: Health | undefined
    health$.subscribe(now => {
      last = now
    })
    helpers.flush()
    assert.equal(asked(), requests.length, 'every scripted request was sent')
    if (health !== undefined) {
      assert.ok(last)
      const { sinceMs: _, ...rest } = last
      assert.deepEqual(rest, health)
    }
  })
}

const first = { limit: 500 }
const from = (resourceVersion: string) => ({ resourceVersion, timeoutSeconds: 450 })
const initial = { sendInitialEvents: true, timeoutSeconds: 450 }

/** A list at frame 0 that answers at once: one object, version 5. */
const list: Script = { list: first, answer: '(p|)', values: { p: page('5', ['a@1']) }, subscribed: '(^!)' }
const listAt = (subscribed: string): Script => ({ ...list, subscribed })
const l = listed('5', 'a@1')

test('lists page by page, then watches from the version of the first page', () =>
  check({
    requests: [
      { list: first, answer: '--(p|)', values: { p: page('5', ['a@1', 'b@2'], 'more') }, subscribed: '^-!' },
      {
        list: { limit: 500, continue: 'more' },
        answer: '-(p|)',
        values: { p: page('7', ['c@5']) },
        subscribed: '--^!',
      },
      {
        watch: from('5'),
        answer: '-a-b-c',
        values: { a: line('ADDED', 'd@6'), b: line('MODIFIED', 'a@7'), c: line('DELETED', 'b@8') },
        subscribed: '---^-----!',
      },
    ],
    until: '^--------!',
    events: '---la-b-c',
    values: { l: listed('5', 'a@1', 'b@2', 'c@5'), a: changed('d@6'), b: changed('a@7'), c: deleted('b@8') },
    health: { _tag: 'Watching', attempts: 0 },
  }))

test('the selection and the page size are part of every request', () => {
  const selection = { namespace: 'demo', labelSelector: 'a=b' }
  check({
    options: { selection, pageSize: 2, timeoutSeconds: [10, 10] },
    requests: [
      { ...list, list: { ...selection, limit: 2 } },
      { watch: { ...selection, resourceVersion: '5', timeoutSeconds: 10 }, answer: '-', subscribed: '^--!' },
    ],
    until: '^--!',
    events: 'l',
    values: { l },
  })
})

test('a clean end resumes at once from the last version, also that of a bookmark', () =>
  check({
    requests: [
      list,
      { watch: from('5'), answer: '-ab|', values: { a: line('ADDED', 'b@6'), b: mark('9') }, subscribed: '^--!' },
      { watch: from('9'), answer: '-a', values: { a: line('ADDED', 'c@10') }, subscribed: '---^--!' },
    ],
    until: '^-----!',
    events: 'lab-c',
    values: { l, a: changed('b@6'), b: bookmark('9'), c: changed('c@10') },
    health: { _tag: 'Watching', attempts: 0 },
  }))

test('a server that restarts: the version is kept, the waits grow, nothing is listed again', () =>
  check({
    requests: [
      list,
      { watch: from('5'), answer: '-a#', values: { a: line('ADDED', 'b@6') }, error: reset, subscribed: '^-!' },
      { watch: from('6'), answer: '#', error: reset, subscribed: '402ms (^!)' },
      { watch: from('6'), answer: '#', error: status(503, 'ServiceUnavailable'), subscribed: '1202ms (^!)' },
      { watch: from('6'), answer: '-c', values: { c: line('ADDED', 'c@7') }, subscribed: '2802ms ^--!' },
    ],
    until: '^ 2804ms !',
    events: 'la 2801ms c',
    values: { l, a: changed('b@6'), c: changed('c@7') },
    health: { _tag: 'Watching', attempts: 3 },
  }))

test('while it resumes, health names the culprit', () =>
  check({
    requests: [list, { watch: from('5'), answer: '-#', error: reset, subscribed: '^!' }],
    until: '^-----!',
    events: 'l',
    values: { l },
    health: {
      _tag: 'Resuming',
      attempts: 1,
      problem: 'cannot watch widgets.example.com: read ECONNRESET: check that the API server is up and reachable',
    },
  }))

for (const [how, answer] of [
  ['in the stream', { answer: '-x', values: { x: errorLine(410, 'Expired', 'too old resource version') } }],
  ['in the stream, as Gone without a code', { answer: '-x', values: { x: errorLine(0, 'Gone') } }],
  ['as HTTP status', { answer: '-#', error: status(410, 'Gone') }],
] as const) {
  test(`410 ${how} lists again at once; repeated, it waits`, () =>
    check({
      requests: [
        list,
        { watch: from('5'), ...answer, subscribed: '^!' },
        { list: first, answer: '--(p|)', values: { p: page('8', ['b@8']) }, subscribed: '-^-!' },
        { watch: from('8'), ...answer, subscribed: '---^!' },
        { list: first, answer: '(p|)', values: { p: page('9', ['b@8']) }, subscribed: '404ms (^!)' },
        { watch: from('9'), answer: '-', subscribed: '404ms ^--!' },
      ],
      until: '^ 405ms -!',
      events: 'l--m 400ms n',
      values: { l, m: listed('8', 'b@8'), n: listed('9', 'b@8') },
      health: { _tag: 'Watching', attempts: 1 },
    }))
}

test('after a healthy time, 410 lists at once again', () =>
  check({
    requests: [
      list,
      { watch: from('5'), answer: 'x', values: { x: errorLine(410, 'Expired') }, subscribed: '(^!)' },
      listAt('(^!)'),
      { watch: from('5'), answer: '450s |', subscribed: '^ 449999ms !' },
      { watch: from('5'), answer: 'x', values: { x: errorLine(410, 'Expired') }, subscribed: '450s (^!)' },
      listAt('450s (^!)'),
      { watch: from('5'), answer: '-', subscribed: '450s ^-!' },
    ],
    until: '^ 450001ms !',
    events: '(ll) 449996ms l',
    values: { l },
  }))

test('a version larger than the server knows is not waited for: it is listed again', () =>
  check({
    requests: [
      list,
      {
        watch: from('5'),
        answer: '#',
        error: status(504, 'Timeout', 'Too large resource version: 5, current: 2'),
        subscribed: '(^!)',
      },
      { list: first, answer: '(p|)', values: { p: page('2', []) }, subscribed: '400ms (^!)' },
      { watch: from('2'), answer: '-', subscribed: '400ms ^-!' },
    ],
    until: '^ 401ms !',
    events: 'l 399ms m',
    values: { l, m: listed('2') },
  }))

test('no Retry-After keeps a watch away for more than an hour', () =>
  check({
    requests: [
      { list: first, answer: '#', error: status(503, 'ServiceUnavailable', '', 1e12), subscribed: '(^!)' },
      listAt('3600s (^!)'),
      { watch: from('5'), answer: '-', subscribed: '3600s ^-!' },
    ],
    until: '^ 3600001ms !',
    events: '3600s l',
    values: { l },
  }))

test('a deletion that carries an older version is a deletion, and the watch does not go back', () =>
  check({
    requests: [
      list,
      { watch: from('5'), answer: '-d|', values: { d: line('DELETED', 'a@1') }, subscribed: '^-!' },
      { watch: from('5'), answer: '-', subscribed: '402ms ^-!' },
    ],
    until: '^ 403ms !',
    events: 'ld',
    values: { l, d: deleted('a@1') },
  }))

test('health forgets its failures while the watch goes on, once it has been well for two minutes', () =>
  check({
    requests: [
      list,
      { watch: from('5'), answer: '#', error: reset, subscribed: '(^!)' },
      {
        watch: from('5'),
        answer: '100s a 20s b',
        values: { a: mark('6'), b: mark('7') },
        subscribed: '400ms ^ 124999ms -!',
      },
    ],
    until: '^ 125400ms !',
    events: 'l 100399ms a 20s b',
    values: { l, a: bookmark('6'), b: bookmark('7') },
    health: { _tag: 'Watching', attempts: 0 },
  }))

test('429 waits as long as Retry-After says, from list and watch, as status and as line', () =>
  check({
    requests: [
      { list: first, answer: '#', error: status(429, 'TooManyRequests', 'slow down', 7000), subscribed: '(^!)' },
      listAt('7s (^!)'),
      { watch: from('5'), answer: '#', error: status(503, 'ServiceUnavailable', '', 9000), subscribed: '7s (^!)' },
      {
        watch: from('5'),
        answer: 'x',
        values: { x: errorLine(429, 'TooManyRequests', 'slow down', 10) },
        subscribed: '16s (^!)',
      },
      { watch: from('5'), answer: '-', subscribed: '26s ^--!' },
    ],
    until: '^ 26001ms -!',
    events: '7s l',
    values: { l },
    health: {
      _tag: 'Resuming',
      attempts: 3,
      problem: 'the API server asks to watch widgets.example.com later (429): slow down: retried by itself',
    },
  }))

test('500s: every wait is twice the last, up to the cap', () => {
  const waits = [400, 800, 1600, 3200, 6400, 12_800, 15_000, 15_000, 15_000]
  const starts = waits.map((_, index) => waits.slice(0, index).reduce((sum, ms) => sum + ms, 0))
  check({
    requests: starts.map(ms => ({
      list: first,
      answer: '#',
      error: status(500, 'InternalError', 'etcd is gone'),
      subscribed: ms === 0 ? '(^!)' : `${ms}ms (^!)`,
    })),
    until: '^ 60s !',
    events: '',
    health: {
      _tag: 'Listing',
      attempts: 9,
      problem: 'cannot list widgets.example.com: 500 InternalError: etcd is gone: see the logs of the API server',
    },
  })
})

test('a healthy time resets the backoff', () => {
  const beat = Object.fromEntries('abc'.split('').map((name, index) => [name, mark(`${10 + index}`)]))
  check({
    requests: [
      list,
      { watch: from('5'), answer: '#', error: reset, subscribed: '(^!)' },
      { watch: from('5'), answer: '#', error: reset, subscribed: '400ms (^!)' },
      {
        watch: from('5'),
        answer: '60s a 60s b 60s c #',
        values: beat,
        error: reset,
        subscribed: '1200ms ^ 180002ms !',
      },
      { watch: from('12'), answer: '-', subscribed: '181603ms ^-!' },
    ],
    until: '^ 181604ms !',
    events: 'l 61199ms a 60s b 60s c',
    values: { l, a: bookmark('10'), b: bookmark('11'), c: bookmark('12') },
    health: {
      _tag: 'Resuming',
      attempts: 1,
      problem: 'cannot watch widgets.example.com: read ECONNRESET: check that the API server is up and reachable',
    },
  })
})

test('a reset in the middle of a line asks for that line again', () => {
  const half = line('ADDED', 'b@6').slice(0, 30)
  check({
    requests: [
      list,
      { watch: from('5'), answer: '-h#', values: { h: half }, error: reset, subscribed: '^-!' },
      { watch: from('5'), answer: '-b', values: { b: line('ADDED', 'b@6') }, subscribed: '402ms ^--!' },
    ],
    until: '^ 404ms !',
    events: 'lu 401ms b',
    values: { l, u: { _tag: 'Undecodable', text: half, problem: 'not JSON' }, b: changed('b@6') },
    health: { _tag: 'Watching', attempts: 1 },
  })
})

test('a line that is not JSON stops no object; a list at the next end finds what it may have said', () =>
  check({
    requests: [
      list,
      {
        watch: from('5'),
        answer: '-xb|',
        values: { x: '<html>bad gateway</html>', b: line('ADDED', 'b@7') },
        subscribed: '^--!',
      },
      { list: first, answer: '-(p|)', values: { p: page('8', ['a@6', 'b@7']) }, subscribed: '---^!' },
      { watch: from('8'), answer: '-', subscribed: '----^-!' },
    ],
    until: '^-----!',
    events: 'lxb-m',
    values: {
      l,
      x: { _tag: 'Undecodable', text: '<html>bad gateway</html>', problem: 'not JSON' },
      b: changed('b@7'),
      m: listed('8', 'a@6', 'b@7'),
    },
    health: { _tag: 'Watching', attempts: 0 },
  }))

test('an hour of silence from a server that ends its watches on time is not reported', () =>
  check({
    requests: [
      list,
      ...[0, 1, 2, 3, 4, 5, 6, 7].map(
        (turn): Script => ({
          watch: from('5'),
          answer: '450s |',
          subscribed: `${turn === 0 ? '' : `${turn * 450}s `}^ 449999ms !`,
        }),
      ),
      { watch: from('5'), answer: '-', subscribed: '3600s ^!' },
    ],
    until: '^ 3600s !',
    events: 'l',
    values: { l },
    health: { _tag: 'Watching', attempts: 0 },
  }))

test('an hour of silence on dead connections: each is given up after its timeout and grace', () =>
  check({
    requests: [
      list,
      { watch: from('5'), answer: '-', subscribed: '^ 479999ms !' },
      { watch: from('5'), answer: '-', subscribed: '480400ms ^ 479999ms !' },
      { watch: from('5'), answer: '-', subscribed: '961200ms ^ 479999ms !' },
      { watch: from('5'), answer: '-', subscribed: '1442800ms ^ 479999ms !' },
      { watch: from('5'), answer: '-', subscribed: '1926s ^ 479999ms !' },
      { watch: from('5'), answer: '-', subscribed: '2412400ms ^ 479999ms !' },
      { watch: from('5'), answer: '-', subscribed: '2905200ms ^ 479999ms !' },
      { watch: from('5'), answer: '-', subscribed: '3400200ms ^ 199799ms !' },
    ],
    until: '^ 3599999ms !',
    events: 'l',
    values: { l },
    health: {
      _tag: 'Resuming',
      attempts: 7,
      problem:
        'cannot watch widgets.example.com: no line, and no end of the connection, for 480 s: check that the API server is up and reachable',
    },
  }))

test('where bookmarks come, 150 s without a line is a dead connection', () =>
  check({
    requests: [
      list,
      { watch: from('5'), answer: '5s b', values: { b: mark('6') }, subscribed: '^ 154999ms !' },
      { watch: from('6'), answer: '-', subscribed: '155400ms ^ 149999ms !' },
      { watch: from('6'), answer: '-', subscribed: '306200ms ^-!' },
    ],
    until: '^ 306201ms !',
    events: 'l 4999ms b',
    values: { l, b: bookmark('6') },
  }))

test('a server that ends each watch at once is not asked at once for ever', () =>
  check({
    requests: [
      list,
      { watch: from('5'), answer: '|', subscribed: '(^!)' },
      { watch: from('5'), answer: '-b|', values: { b: mark('5') }, subscribed: '400ms ^-!' },
      { watch: from('5'), answer: '|', subscribed: '1202ms (^!)' },
      { watch: from('5'), answer: '|', subscribed: '2802ms (^!)' },
    ],
    until: '^ 4s !',
    events: 'l 400ms b',
    values: { l, b: bookmark('5') },
    health: {
      _tag: 'Resuming',
      attempts: 4,
      problem:
        'cannot watch widgets.example.com: the server ends each watch at once: check that the API server is up and reachable',
    },
  }))

test('403 names who lacks which rule, and is tried again', () =>
  check({
    requests: [
      {
        list: first,
        answer: '#',
        error: status(
          403,
          'Forbidden',
          'widgets.example.com is forbidden: User "system:serviceaccount:demo:sluice" cannot list resource "widgets" in API group "example.com" at the cluster scope',
        ),
        subscribed: '(^!)',
      },
      listAt('400ms (^!)'),
      {
        watch: from('5'),
        answer: '#',
        error: status(
          403,
          'Forbidden',
          'widgets.example.com is forbidden: User "jane" cannot watch resource "widgets" in API group "example.com" at the cluster scope',
        ),
        subscribed: '400ms (^!)',
      },
    ],
    until: '^ 600ms !',
    events: '400ms l',
    values: { l },
    health: {
      _tag: 'Resuming',
      attempts: 2,
      problem:
        'User jane cannot watch widgets at the cluster scope: grant verb watch on widgets in group example.com, by a ClusterRole',
      isLasting: true,
    },
  }))

test('404 names the missing CRD, and is tried again from the beginning: its objects are gone', () =>
  check({
    requests: [
      { list: first, answer: '#', error: status(404, 'NotFound'), subscribed: '(^!)' },
      listAt('400ms (^!)'),
      { watch: from('5'), answer: '#', error: status(404, 'NotFound'), subscribed: '400ms (^!)' },
      { list: first, answer: '-', subscribed: '1200ms ^-!' },
    ],
    until: '^ 1201ms !',
    events: '400ms l',
    values: { l },
    health: {
      _tag: 'Listing',
      attempts: 2,
      problem: 'CRD widgets.example.com is not installed or does not serve v1: kubectl apply its manifest',
      isLasting: true,
    },
  }))

test('a page that comes in parts is listed whole, and silence is counted from the last part', () =>
  check({
    options: { initialMs: 60_000 },
    requests: [
      {
        list: first,
        answer: 'a 40s b 40s (p|)',
        values: { a: part('a@1', 'b@2'), b: part('c@3'), p: page('5', []) },
        subscribed: '^ 80001ms !',
      },
      { watch: from('5'), answer: '-', subscribed: '80002ms ^!' },
    ],
    until: '^ 80002ms !',
    events: '80002ms l',
    values: { l: listed('5', 'a@1', 'b@2', 'c@3') },
  }))

test('the parts of a page that fails are forgotten, and the page is asked for again', () =>
  check({
    requests: [
      { list: first, answer: '(ap|)', values: { a: part('a@1'), p: page('5', [], 'more') }, subscribed: '(^!)' },
      {
        list: { limit: 500, continue: 'more' },
        answer: '(b#)',
        values: { b: part('b@2') },
        error: reset,
        subscribed: '(^!)',
      },
      {
        list: { limit: 500, continue: 'more' },
        answer: '(bp|)',
        values: { b: part('c@3'), p: page('5', []) },
        subscribed: '400ms (^!)',
      },
      { watch: from('5'), answer: '-', subscribed: '400ms ^-!' },
    ],
    until: '^ 401ms !',
    events: '400ms l',
    values: { l: listed('5', 'a@1', 'c@3') },
  }))

test('a page that fails is asked for again; what came before it is kept', () =>
  check({
    requests: [
      { list: first, answer: '(p|)', values: { p: page('5', ['a@1'], 'more') }, subscribed: '(^!)' },
      { list: { limit: 500, continue: 'more' }, answer: '#', error: reset, subscribed: '(^!)' },
      {
        list: { limit: 500, continue: 'more' },
        answer: '(p|)',
        values: { p: page('5', ['b@2']) },
        subscribed: '400ms (^!)',
      },
      { watch: from('5'), answer: '-', subscribed: '400ms ^-!' },
    ],
    until: '^ 401ms !',
    events: '400ms l',
    values: { l: listed('5', 'a@1', 'b@2') },
  }))

test('an expired continue restarts from page one, and the old pages are not in the list', () => {
  const expired = status(410, 'Expired', 'The provided continue parameter is too old')
  check({
    requests: [
      { list: first, answer: '(p|)', values: { p: page('5', ['a@1'], 'more') }, subscribed: '(^!)' },
      { list: { limit: 500, continue: 'more' }, answer: '--#', error: expired, subscribed: '^-!' },
      { list: first, answer: '-(p|)', values: { p: page('9', ['b@9']) }, subscribed: '--^!' },
      { watch: from('9'), answer: '-', subscribed: '---^-!' },
    ],
    until: '^----!',
    events: '---l',
    values: { l: listed('9', 'b@9') },
  })
})

test('a list that never answers, or ends without a page, is asked again', () =>
  check({
    requests: [
      { list: first, answer: '-', subscribed: '^ 59999ms !' },
      { list: first, answer: '|', subscribed: '60400ms (^!)' },
      listAt('61200ms (^!)'),
      { watch: from('5'), answer: '-', subscribed: '61200ms ^-!' },
    ],
    until: '^ 61201ms !',
    events: '61200ms l',
    values: { l },
  }))

test('WatchList: initial events come out as one list at their end mark, and the same connection goes on', () =>
  check({
    options: { streamingList: true },
    requests: [
      {
        watch: initial,
        answer: '-(abcmd)-e-f',
        values: {
          a: line('ADDED', 'a@1'),
          b: line('ADDED', 'b@2'),
          c: line('MODIFIED', 'a@7'),
          m: mark('8'),
          d: line('DELETED', 'b@9'),
          e: mark('9', true),
          f: line('ADDED', 'c@10'),
        },
        subscribed: '^-----------!',
      },
    ],
    until: '^-----------!',
    events: '---------l-f',
    values: { l: listed('9', 'a@7'), f: changed('c@10') },
    health: { _tag: 'Watching', attempts: 0 },
  }))

for (const refusal of [status(422, 'Invalid', 'sendInitialEvents is forbidden'), status(400, 'BadRequest')]) {
  test(`a server that refuses WatchList (${refusal._tag === 'Status' && refusal.code}) is listed by pages, then and later`, () =>
    check({
      options: { streamingList: true },
      requests: [
        { watch: initial, answer: '-#', error: refusal, subscribed: '^!' },
        { list: first, answer: '-(p|)', values: { p: page('5', ['a@1']) }, subscribed: '-^!' },
        { watch: from('5'), answer: '-x', values: { x: errorLine(410, 'Expired') }, subscribed: '--^!' },
        { list: first, answer: '-(p|)', values: { p: page('6', ['a@6']) }, subscribed: '---^!' },
        { watch: from('6'), answer: '-', subscribed: '----^-!' },
      ],
      until: '^-----!',
      events: '--l-m',
      values: { l, m: listed('6', 'a@6') },
      health: { _tag: 'Watching', attempts: 0 },
    }))
}

test('a stream that breaks before its end mark starts over, without the objects of before', () =>
  check({
    options: { streamingList: true },
    requests: [
      { watch: initial, answer: '-a#', values: { a: line('ADDED', 'a@1') }, error: reset, subscribed: '^-!' },
      { watch: initial, answer: '-b|', values: { b: line('ADDED', 'b@1') }, subscribed: '402ms ^-!' },
      {
        watch: initial,
        answer: '-(cm)',
        values: { c: line('ADDED', 'c@1'), m: mark('4', true) },
        subscribed: '1204ms ^-!',
      },
    ],
    until: '^ 1205ms !',
    events: '1205ms l',
    values: { l: listed('4', 'c@1') },
    health: { _tag: 'Watching', attempts: 2 },
  }))

test('a server too old for WatchList never marks the end: after a minute it is listed by pages', () =>
  check({
    options: { streamingList: true },
    requests: [
      { watch: initial, answer: 'a', values: { a: line('ADDED', 'a@1') }, subscribed: '^ 59999ms !' },
      listAt('60400ms (^!)'),
      { watch: from('5'), answer: '-', subscribed: '60400ms ^-!' },
    ],
    until: '^ 60401ms !',
    events: '60400ms l',
    values: { l },
  }))

test('a server that went back in time is listed again', () =>
  check({
    requests: [
      list,
      { watch: from('5'), answer: '-b', values: { b: line('MODIFIED', 'a@3') }, subscribed: '^!' },
      { list: first, answer: '-(p|)', values: { p: page('4', ['a@3']) }, subscribed: '-^!' },
      { watch: from('4'), answer: '-', subscribed: '--^-!' },
    ],
    until: '^---!',
    events: 'l-m',
    values: { l, m: listed('4', 'a@3') },
  }))

test('a list with a line that cannot be read is never published: the pages are asked instead', () =>
  check({
    options: { streamingList: true },
    requests: [
      {
        watch: initial,
        answer: '-(axm)',
        values: { a: line('ADDED', 'a@1'), x: '{"type":"ADDED","obj', m: mark('5', true) },
        subscribed: '^!',
      },
      { list: first, answer: '-(p|)', values: { p: page('5', ['a@1', 'b@2']) }, subscribed: '-^!' },
      { watch: from('5'), answer: '-', subscribed: '--^-!' },
    ],
    until: '^---!',
    events: '-xl',
    values: {
      x: { _tag: 'Undecodable', text: '{"type":"ADDED","obj', problem: 'not JSON' },
      l: listed('5', 'a@1', 'b@2'),
    },
  }))

test('a port that throws, or errors with something unknown, is a failure like any other', () => {
  const scheduler = new TestScheduler((actual, expected) => assert.deepEqual(actual, expected))
  scheduler.run(helpers => {
    let asked = 0
    const { sources } = scripted(scheduler, helpers, [], 0.5)
    const throwing = {
      ...sources,
      list: () => {
        asked += 1
        throw new Error('no credentials')
      },
    }
    const { events$, health$ } = listWatch(Widget, throwing, { streamingList: false })
    const problems: (string | undefined)[] = []
    health$.subscribe(({ problem }) => problems.push(problem))
    helpers.expectObservable(events$, '^ 1s !').toBe('')
    helpers.flush()
    assert.equal(asked, 2)
    assert.match(problems.at(-1) ?? '', /no credentials/)
  })
})

test('health$ starts nothing, tells its present state at once, and only changes after that', () => {
  const scheduler = new TestScheduler((actual, expected) => assert.deepEqual(actual, expected))
  scheduler.run(helpers => {
    const { sources } = scripted(
      scheduler,
      helpers,
      [
        { ...list, answer: '--(p|)', subscribed: '--^-!' },
        {
          watch: from('5'),
          answer: '-ab#',
          values: { a: line('ADDED', 'b@6'), b: line('ADDED', 'c@7') },
          error: reset,
          subscribed: '----^--!',
        },
      ],
      0.5,
    )
    const { events$, health$ } = listWatch(Widget, sources, { streamingList: false })
    scheduler.schedule(() => events$.pipe(takeUntil(timer(7, scheduler))).subscribe(), 2)
    helpers
      .expectObservable(health$.pipe(map(({ _tag, sinceMs }) => `${_tag} ${sinceMs}`)), '^---------!')
      .toBe('l-s-w--r', {
        l: 'Listing 0',
        s: 'Listing 2',
        w: 'Watching 4',
        r: 'Resuming 7',
      })
  })
})
