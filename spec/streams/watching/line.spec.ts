import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as t from 'io-ts'
import { type KubeObject, type Resource, resource } from '../../../lib/kube/object.ts'
import { readLine } from '../../../streams/watching/line.ts'
import { type ListWatchOptions, settingsOf } from '../../../streams/watching/options.ts'
import { errorLine, line, mark, Widget, widget } from './scripted.ts'

const Thing = resource('example.com', 'v1', 'Thing', 'things', t.type({ replicas: t.number }))
const metadata = { name: 'web', namespace: 'demo', uid: 'u', resourceVersion: '4' }
const thing = (spec: object, more: object = {}) => ({
  apiVersion: 'example.com/v1',
  kind: 'Thing',
  metadata: { ...metadata, ...more },
  spec,
})
const task = <O extends KubeObject>(resource: Resource<O>, options: ListWatchOptions = {}) => ({
  resource,
  settings: settingsOf(options),
})
const says = (type: string, object: unknown) => JSON.stringify({ type, object })

test('ADDED and MODIFIED are changes, DELETED is the last state', () => {
  const seen = { _tag: 'Accepted', object: widget('a@3') }
  assert.deepEqual(readLine(task(Widget), line('ADDED', 'a@3')), { _tag: 'Changed', seen })
  assert.deepEqual(readLine(task(Widget), line('MODIFIED', 'a@3')), { _tag: 'Changed', seen })
  assert.deepEqual(readLine(task(Widget), line('DELETED', 'a@3')), { _tag: 'Deleted', object: widget('a@3') })
})

test('managedFields are dropped, everything else stays as it was sent', () => {
  const sent = thing({ replicas: 1, unknown: { deep: [1] } }, { managedFields: [{ manager: 'm' }], labels: { a: 'b' } })
  assert.deepEqual(readLine(task(Thing), says('ADDED', sent)), {
    _tag: 'Changed',
    seen: { _tag: 'Accepted', object: thing({ replicas: 1, unknown: { deep: [1] } }, { labels: { a: 'b' } }) },
  })
})

test('an object that its codec refuses is seen, with reasons; its deletion needs no codec', () => {
  const refused = thing({ replicas: '3' }, { managedFields: [] })
  assert.deepEqual(readLine(task(Thing), says('MODIFIED', refused)), {
    _tag: 'Changed',
    seen: {
      _tag: 'Refused',
      object: thing({ replicas: '3' }),
      reasons: ['spec.replicas must be a number, got "3"'],
    },
  })
  assert.deepEqual(readLine(task(Thing), says('DELETED', refused)), {
    _tag: 'Deleted',
    object: thing({ replicas: '3' }),
  })
})

test('bookmarks, and the one that ends the initial events', () => {
  assert.deepEqual(readLine(task(Widget), mark('9')), {
    _tag: 'Bookmark',
    resourceVersion: '9',
    initialEventsEnd: false,
  })
  assert.deepEqual(readLine(task(Widget), mark('9', true)), {
    _tag: 'Bookmark',
    resourceVersion: '9',
    initialEventsEnd: true,
  })
})

test('an ERROR line is a failure like the HTTP status it carries', () => {
  assert.deepEqual(readLine(task(Widget), errorLine(429, 'TooManyRequests', 'slow down', 3)), {
    _tag: 'Error',
    failure: { _tag: 'Status', code: 429, reason: 'TooManyRequests', message: 'slow down', retryAfterMs: 3000 },
  })
  assert.deepEqual(readLine(task(Widget), says('ERROR', 'what')), {
    _tag: 'Error',
    failure: { _tag: 'Status', code: 500, reason: 'Unknown', message: 'an ERROR line without a Status' },
  })
})

test('anything else is undecodable, and says why', () => {
  const cases = [
    ['<html>', 'not JSON'],
    ['', 'not JSON'],
    ['null', 'not a watch event: it has no type and object'],
    ['{"kind":"Status"}', 'not a watch event: it has no type and object'],
    [says('SYNC', {}), 'unknown watch event type "SYNC"'],
    [says('BOOKMARK', {}), 'a bookmark without metadata.resourceVersion'],
    [
      says('ADDED', { ...thing({ replicas: 1 }), metadata: { name: 'web', uid: 'u' } }),
      'not a Thing: metadata.resourceVersion must be a string, but is missing',
    ],
    [says('DELETED', 7), 'not a Thing: it must be an object, got 7'],
  ] as const
  for (const [text, problem] of cases) {
    assert.deepEqual(readLine(task(Thing), text), { _tag: 'Undecodable', text: text.slice(0, 200), problem })
  }
  const long = readLine(task(Thing), 'x'.repeat(1000))
  assert.equal(long._tag === 'Undecodable' && long.text.length, 200)
})

test('the echo of a known version is not read, but a list is', () => {
  const known = task(Thing, { isKnown: version => version === '4' })
  const echo = says('MODIFIED', thing({ replicas: 'unread' }))
  assert.deepEqual(readLine(known, echo), { _tag: 'Known', resourceVersion: '4' })
  assert.equal(readLine(known, echo, true)._tag, 'Changed')
  assert.equal(readLine(known, says('ADDED', thing({ replicas: 1 }, { resourceVersion: '5' })))._tag, 'Changed')
  assert.equal(readLine(known, says('DELETED', thing({ replicas: 1 })))._tag, 'Deleted')
  assert.equal(readLine(task(Widget, { isKnown: () => true }), mark('4'))._tag, 'Bookmark')
})

test('a key of data that is named like the version is not taken for it', () => {
  const known = task(Thing, { isKnown: version => version === '4' })
  const twice = says('MODIFIED', {
    data: { resourceVersion: '4' },
    ...thing({ replicas: 1 }, { resourceVersion: '5' }),
  })
  assert.equal(readLine(known, twice)._tag, 'Changed')
  const quoted = says('MODIFIED', thing({ replicas: 1, text: '"resourceVersion":"9"' }))
  assert.deepEqual(readLine(known, quoted), { _tag: 'Known', resourceVersion: '4' })
})

test('of an object only what is kept goes on, of a refused one too', () => {
  const keep: NonNullable<ListWatchOptions['keep']> = object => ({
    ...object,
    metadata: { ...object.metadata, labels: {} },
  })
  for (const replicas of [1, '1']) {
    const read = readLine(task(Thing, { keep }), says('ADDED', thing({ replicas }, { labels: { a: 'b' } })))
    assert.deepEqual(read._tag === 'Changed' && read.seen.object.metadata.labels, {})
  }
})
