import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Change, createStore, type Store } from '../../../lib/cache/store.ts'
import { equal } from '../../../lib/json/equal.ts'
import { type KubeObject, keyOf } from '../../../lib/kube/object.ts'
import { isNewer } from '../../../lib/kube/resourceVersion.ts'
import type { WatchEvent } from '../../../lib/kube/watchEvent.ts'
import { accepted, heldClaim } from '../samples.ts'

const thing = (name: string, uid: string, resourceVersion: number | string, label = 'x'): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Thing',
  metadata: { name, uid, resourceVersion: String(resourceVersion), labels: { label } },
})
const listed = (resourceVersion: number, ...objects: KubeObject[]): WatchEvent => ({
  _tag: 'Listed',
  resourceVersion: String(resourceVersion),
  objects: objects.map(object => accepted(object)),
})
const changed = (object: KubeObject): WatchEvent => ({ _tag: 'Changed', seen: accepted(object) })
const deleted = (object: KubeObject): WatchEvent => ({ _tag: 'Deleted', object })
const said = (changes: readonly Change<KubeObject>[]) =>
  changes.map(({ key, before, after }) => [key, before?.object.metadata.uid, after?.object.metadata.uid])
const labels = { label: (seen: { object: KubeObject }) => Object.values(seen.object.metadata.labels ?? {}) }
const holding = (store: Store<KubeObject>, name = 'a') => store.get(name)?.object

test('resourceVersions are compared as integers of any length', () => {
  assert.ok(isNewer('10', '9'))
  assert.ok(!isNewer('9', '10'))
  assert.ok(!isNewer('10', '10'))
  assert.ok(isNewer('9007199254740993', '9007199254740992'))
})

test('a relist deletes vanished objects, replaces those of another uid, and is silent about the rest', () => {
  const store = createStore({ indexes: labels })
  assert.equal(store.listed(), false)
  store.take(listed(5, thing('a', 'a1', 1), thing('b', 'b1', 2), thing('c', 'c1', 3), thing('d', 'd1', 4)))
  assert.equal(store.listed(), true)
  const changes = store.take(
    listed(9, thing('a', 'a1', 1), thing('b', 'b2', 7), thing('d', 'd1', 9, 'y'), thing('e', 'e1', 8)),
  )
  assert.deepEqual(said(changes), [
    ['b', 'b1', undefined],
    ['b', undefined, 'b2'],
    ['d', 'd1', 'd1'],
    ['e', undefined, 'e1'],
    ['c', 'c1', undefined],
  ])
  assert.deepEqual([...store.keys()].sort(), ['a', 'b', 'd', 'e'])
  assert.equal(store.size(), 4)
})

test('a new resourceVersion alone is not a change, but it is kept', () => {
  const store = createStore()
  store.take(listed(1, thing('a', 'a1', 1)))
  assert.deepEqual(store.take(changed(thing('a', 'a1', 5))), [])
  assert.equal(holding(store)?.metadata.resourceVersion, '5')
})

test('an older event never replaces a newer object', () => {
  const store = createStore()
  store.take(listed(9, thing('a', 'a1', 9, 'new')))
  assert.deepEqual(store.take(changed(thing('a', 'a1', 8, 'old'))), [])
  assert.deepEqual(store.take(deleted(thing('a', 'a0', 7))), [])
  assert.equal(holding(store)?.metadata.labels?.label, 'new')
})

test('an own write is visible at once, and neither an older list nor an older event undoes it', () => {
  const store = createStore()
  store.take(listed(5, thing('a', 'a1', 5)))
  assert.deepEqual(said(store.learn(accepted(thing('a', 'a1', 8, 'mine')))), [['a', 'a1', 'a1']])
  assert.deepEqual(said(store.learn(accepted(thing('b', 'b1', 9, 'mine')))), [['b', undefined, 'b1']])
  assert.deepEqual(store.take(changed(thing('a', 'a1', 6, 'theirs'))), [])
  assert.deepEqual(store.take(listed(7, thing('a', 'a1', 7, 'theirs'))), [])
  assert.equal(holding(store)?.metadata.labels?.label, 'mine')
  assert.equal(holding(store, 'b')?.metadata.uid, 'b1')
  assert.deepEqual(store.take(changed(thing('a', 'a1', 8, 'mine'))), [], 'the echo is no change')
  assert.deepEqual(store.take(listed(9, thing('a', 'a1', 8, 'mine'), thing('b', 'b1', 9, 'mine'))), [])
  assert.deepEqual(said(store.take(listed(10))), [
    ['a', 'a1', undefined],
    ['b', 'b1', undefined],
  ])
})

test('a deletion from before an own write does not remove what was written', () => {
  const store = createStore()
  store.take(listed(5, thing('a', 'a1', 5)))
  store.learn(accepted(thing('a', 'a1', 9, 'selected again')))
  assert.deepEqual(store.take(deleted(thing('a', 'a1', 6))), [])
  assert.equal(holding(store)?.metadata.resourceVersion, '9')
})

test('an answer that the watch has passed by brings nothing back', () => {
  const store = createStore()
  store.take(listed(5, thing('a', 'a1', 5)))
  store.take(deleted(thing('a', 'a1', 7)))
  assert.deepEqual(store.learn(accepted(thing('a', 'a1', 6))), [])
  assert.equal(holding(store), undefined)
  store.take({ _tag: 'Bookmark', resourceVersion: '20' })
  assert.deepEqual(store.learn(accepted(thing('b', 'b1', 20))), [])
})

test('a forgotten object stays away until the watch deletes it as well', () => {
  const store = createStore()
  store.take(listed(5, thing('a', 'a1', 5)))
  assert.deepEqual(said(store.forget('a', 'a1')), [['a', 'a1', undefined]])
  assert.deepEqual(store.forget('a', 'a1'), [])
  for (const late of [changed(thing('a', 'a1', 6)), listed(6, thing('a', 'a1', 6))])
    assert.deepEqual(store.take(late), [])
  assert.deepEqual(store.learn(accepted(thing('a', 'a1', 7))), [])
  assert.deepEqual(store.take(deleted(thing('a', 'a1', 8))), [])
  assert.deepEqual(said(store.take(changed(thing('a', 'a2', 9)))), [['a', undefined, 'a2']])
})

test('forgetting one uid leaves its successor alone', () => {
  const store = createStore()
  store.take(listed(5, thing('a', 'a2', 5)))
  assert.deepEqual(store.forget('a', 'a1'), [])
  assert.equal(holding(store)?.metadata.uid, 'a2')
})

test('a list from before an object was made does not end its tombstone', () => {
  const store = createStore()
  store.take(listed(1))
  store.learn(accepted(thing('a', 'a1', 5)))
  store.forget('a', 'a1')
  store.take(listed(3))
  assert.deepEqual(store.take(changed(thing('a', 'a1', 5))), [])
  assert.equal(holding(store), undefined)
})

test('a consistent read finds what a watch with a selector no longer shows', () => {
  const store = createStore()
  store.take(listed(5, thing('a', 'a1', 5)))
  store.take(deleted(thing('a', 'a1', 6)))
  const reading = store.reading('a')
  assert.deepEqual(said(reading.found(accepted(thing('a', 'a1', 6)))), [['a', undefined, 'a1']])
  reading.end()
  assert.equal(holding(store)?.metadata.uid, 'a1')
})

test('a read that a deletion overtook brings nothing back, and an empty one spares a successor', () => {
  const store = createStore()
  store.take(listed(5, thing('a', 'a1', 5)))
  const [found, absent] = [store.reading('a'), store.reading('a')]
  store.take(deleted(thing('a', 'a1', 7)))
  assert.deepEqual(found.found(accepted(thing('a', 'a1', 6))), [])
  store.take(changed(thing('a', 'a2', 8)))
  assert.deepEqual(absent.absent(), [])
  assert.equal(holding(store)?.metadata.uid, 'a2')
  const again = store.reading('a')
  assert.deepEqual(said(again.absent()), [['a', 'a2', undefined]])
})

test('a refused object is known too, and its acceptance is a change', () => {
  const store = createStore()
  const object = thing('a', 'a1', 1)
  store.take({ _tag: 'Listed', resourceVersion: '1', objects: [{ _tag: 'Refused', object, reasons: ['no'] }] })
  assert.equal(store.get('a')?._tag, 'Refused')
  assert.equal(store.take(changed(thing('a', 'a1', 2))).length, 1)
})

test('the version of an own write is awaited until an event, a list or a bookmark shows it', () => {
  const shown: readonly WatchEvent[] = [
    changed(thing('a', 'a1', 2)),
    changed(thing('a', 'a1', 3)),
    listed(2, thing('a', 'a1', 2)),
    { _tag: 'Bookmark', resourceVersion: '2' },
    { _tag: 'Deleted', object: thing('a', 'a1', 3) },
  ]
  for (const event of shown) {
    const store = createStore()
    store.take(listed(1, thing('a', 'a1', 1)))
    assert.equal(store.awaits('1'), false)
    store.learn({ _tag: 'Accepted', object: thing('a', 'a1', 2) })
    assert.equal(store.awaits('2'), true)
    store.take(event)
    assert.equal(store.awaits('2'), false)
  }
})

test('of two own writes in a row only the second is awaited: the object of the first is not held', () => {
  const store = createStore()
  store.take(listed(1, thing('a', 'a1', 1)))
  store.learn({ _tag: 'Accepted', object: thing('a', 'a1', 2) })
  store.learn({ _tag: 'Accepted', object: thing('a', 'a1', 3, 'y') })
  assert.deepEqual([store.awaits('2'), store.awaits('3')], [false, true])
  assert.deepEqual(store.take(changed(thing('a', 'a1', 2))), [])
  assert.equal(store.awaits('3'), true)
  store.forget('a', 'a1')
  assert.equal(store.awaits('3'), false)
})

test('what the watch shows of an object that is being written waits, and the echo is no change', () => {
  const store = createStore()
  store.take(listed(1, thing('a', 'a1', 1), thing('b', 'b1', 1)))
  const answered = store.writing('a')
  assert.deepEqual(store.take(changed(thing('a', 'a1', 2, 'own'))), [])
  assert.deepEqual(store.take(changed(thing('a', 'a1', 3, 'other'))), [])
  assert.equal(store.take(changed(thing('b', 'b1', 4, 'y'))).length, 1, 'of another object it does not')
  assert.equal(holding(store)?.metadata.resourceVersion, '1')
  store.learn(accepted(thing('a', 'a1', 2, 'own')))
  assert.deepEqual(said(answered()), [['a', 'a1', 'a1']])
  assert.deepEqual([holding(store)?.metadata.resourceVersion, answered()], ['3', []])
})

test('a write without an answer, or a list in between, lets through what waited', () => {
  const store = createStore()
  store.take(listed(1, thing('a', 'a1', 1)))
  const lost = store.writing('a')
  store.take(changed(thing('a', 'a1', 2, 'y')))
  assert.deepEqual(said(lost()), [['a', 'a1', 'a1']])
  const listedMeanwhile = store.writing('a')
  store.take(changed(thing('a', 'a1', 3, 'z')))
  store.take(deleted(thing('a', 'a1', 4, 'z')))
  assert.deepEqual(said(store.take(listed(5))), [
    ['a', 'a1', 'a1'],
    ['a', 'a1', undefined],
  ])
  store.learn(accepted(thing('a', 'a1', 3, 'z')))
  assert.deepEqual([listedMeanwhile(), holding(store)], [[], undefined], 'it does not come back')
})

/** A server of three names, of which a watch delivers events in order, late. */
interface Write {
  readonly name: number
  readonly label: number
  readonly own: boolean
  /** What the watch shows of the object waits for the answer. */
  readonly isHeld: boolean
}
type Step =
  | { readonly do: 'put' | 'remove'; readonly write: Write }
  | { readonly do: 'deliver' | 'bookmark' }
  | { readonly do: 'relist'; readonly at: number }
  | { readonly do: 'answer'; readonly which: number }
  | { readonly do: 'read'; readonly name: number }

const write = fc.record({ name: fc.nat(2), label: fc.nat(2), own: fc.boolean(), isHeld: fc.boolean() })
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('put' as const, 'remove' as const), write }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('deliver' as const, 'bookmark' as const) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('relist' as const), at: fc.nat(100) }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('answer' as const), which: fc.nat(100) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('read' as const), name: fc.nat(2) }) },
  ),
  { maxLength: 60 },
)

const runHistory = (history: readonly Step[]): void => {
  const store = createStore({ indexes: labels })
  let states: ReadonlyMap<string, KubeObject>[] = [new Map()]
  let events: WatchEvent[] = []
  let delivered = 0
  /** What follows from an answer, step by step. */
  const answers: (readonly (() => readonly Change<KubeObject>[])[])[] = []
  const gone = new Set<string>()
  const names = ['a', 'b', 'c']

  const observed = () => new Map(names.map(name => [name, store.get(name)?.object]))
  const check = (act: () => readonly Change<KubeObject>[]) => {
    const before = observed()
    const changes = act()
    const after = observed()
    for (const name of names) {
      const [old, now] = [before.get(name), after.get(name)]
      const plain = (object: KubeObject | undefined) =>
        object && { ...object, metadata: { ...object.metadata, resourceVersion: '' } }
      const told = changes.filter(({ key }) => key === name)
      if (!equal(plain(old), plain(now))) {
        assert.deepEqual(plain(told[0]?.before?.object), plain(old), `${name}: told from what was shown`)
        assert.deepEqual(plain(told.at(-1)?.after?.object), plain(now), `${name}: told what is shown`)
      } else assert.notEqual(told.length, 1, `${name}: nothing changed, or it was changed back`)
      for (const { before: was, after: is } of told) {
        if (was !== undefined && is === undefined) gone.add(was.object.metadata.uid)
        assert.ok(is === undefined || !gone.has(is.object.metadata.uid), `${name} came back`)
      }
      if (old !== undefined && now !== undefined)
        assert.ok(!isNewer(old.metadata.resourceVersion, now.metadata.resourceVersion), `${name} became older`)
    }
    for (const label of ['0', '1', '2']) {
      const expected = [...store.keys()].filter(key => holding(store, key)?.metadata.labels?.label === label).sort()
      const found = store.by('label', label).map(seen => keyOf(seen.object.metadata))
      assert.deepEqual(found.sort(), expected, `index ${label}`)
    }
  }
  const server = () => states.at(-1) ?? new Map<string, KubeObject>()
  const deliver = () => {
    const event = events[delivered]
    if (event === undefined) return
    delivered += 1
    check(() => store.take(event))
  }

  check(() => store.take(listed(0)))
  for (const step of history) {
    const revision = events.length + 1
    if (step.do === 'put') {
      const name = names[step.write.name] ?? 'a'
      const uid = server().get(name)?.metadata.uid ?? `${name}${revision}`
      const object = thing(name, uid, revision, String(step.write.label))
      states = [...states, new Map(server()).set(name, object)]
      events = [...events, changed(object)]
      if (step.write.own) {
        const answered = step.write.isHeld ? store.writing(name) : () => []
        answers.push([() => store.learn(accepted(object)), answered])
      }
    } else if (step.do === 'remove') {
      const name = names[step.write.name] ?? 'a'
      const object = server().get(name)
      if (object === undefined) continue
      const next = new Map(server())
      next.delete(name)
      states = [...states, next]
      events = [...events, deleted(thing(name, object.metadata.uid, revision, object.metadata.labels?.label))]
      if (step.write.own) answers.push([() => store.forget(name, object.metadata.uid)])
    } else if (step.do === 'deliver') deliver()
    else if (step.do === 'bookmark') check(() => store.take({ _tag: 'Bookmark', resourceVersion: String(delivered) }))
    else if (step.do === 'relist') {
      // A list is consistent: never from before what the watch has shown.
      delivered += step.at % (events.length - delivered + 1)
      check(() => store.take(listed(delivered, ...(states[delivered]?.values() ?? []))))
    } else if (step.do === 'read') {
      const name = names[step.name] ?? 'a'
      const reading = store.reading(name)
      const object = server().get(name)
      answers.push([
        () => {
          const changes = object === undefined ? reading.absent() : reading.found(accepted(object))
          reading.end()
          return changes
        },
      ])
    } else if (step.do === 'answer') {
      const [answer] = answers.splice(step.which % Math.max(1, answers.length), 1)
      for (const follows of answer ?? []) check(follows)
    }
  }
  while (delivered < events.length) deliver()
  for (const follows of answers.flat()) check(follows)
  assert.deepEqual(
    [...store.keys()].sort().map(key => holding(store, key)),
    [...server().keys()].sort().map(key => server().get(key)),
    'after everything was delivered the store shows what the server holds',
  )
}

test('after any history the store shows what the server holds, told each change, and nothing came back', () => {
  fc.assert(fc.property(steps, runHistory), { numRuns: 3000 })
})

test('another claim on an object that looks the same is a change, for a plan can tell', () => {
  const store = createStore()
  const object = (resourceVersion: string): KubeObject => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'claimed', uid: 'u', resourceVersion },
  })
  store.take({ _tag: 'Changed', seen: accepted(object('1'), heldClaim('all')) })
  assert.equal(store.take({ _tag: 'Changed', seen: accepted(object('2'), heldClaim('all')) }).length, 0)
  assert.equal(store.take({ _tag: 'Changed', seen: accepted(object('3'), heldClaim('less')) }).length, 1)
})
