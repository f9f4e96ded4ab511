import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { metaOf } from '../../../../lib/apiserver/objects/meta.ts'
import type { ApiObject } from '../../../../lib/apiserver/objects/resourceType.ts'
import { compact } from '../../../../lib/apiserver/store/state.ts'
import { eventsOf, myApp, myApps, told, withMyApps } from '../testCluster.ts'

const itemsOf = (body: ApiObject): readonly ApiObject[] => (Array.isArray(body.items) ? body.items : [])
const names = (body: ApiObject) => itemsOf(body).map(item => metaOf(item).name)

test('a list tells its kind and version, in the order of the keys', () => {
  const cluster = withMyApps()
  for (const name of ['b', 'a', 'a-b']) cluster.send('POST', myApps, myApp(name))
  const { body, meta } = cluster.send('GET', myApps)
  assert.deepEqual([body.kind, body.apiVersion, names(body)], ['MyAppList', 'example.com/v1', ['a', 'a-b', 'b']])
  assert.equal(meta.resourceVersion, String(cluster.state.resourceVersion))
})

test('all namespaces are listed by the path without one', () => {
  const cluster = withMyApps()
  cluster.send('POST', myApps, myApp('web'))
  cluster.send('POST', myApps.replace('default', 'kube-public'), myApp('web'))
  assert.equal(itemsOf(cluster.send('GET', '/apis/example.com/v1/myapps').body).length, 2)
  assert.equal(itemsOf(cluster.send('GET', myApps).body).length, 1)
})

test('pages are of one snapshot, whatever is written between them', () => {
  const name = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g')
  fc.assert(
    fc.property(
      fc.uniqueArray(name),
      fc.array(fc.tuple(name, fc.boolean())),
      fc.integer({ min: 1, max: 3 }),
      (start, writes, limit) => {
        const cluster = withMyApps()
        for (const one of start) cluster.send('POST', myApps, myApp(one))
        const whole = cluster.send('GET', myApps)
        const seen: ApiObject[] = []
        let token: unknown = ''
        let left = writes
        do {
          const { code, body, meta } = cluster.send('GET', myApps, undefined, {
            query: { limit: String(limit), ...(token !== '' && { continue: String(token) }) },
          })
          assert.equal(code, 200)
          assert.equal(meta.resourceVersion, whole.meta.resourceVersion)
          seen.push(...itemsOf(body))
          const { metadata } = body
          token = metadata instanceof Object && 'continue' in metadata ? metadata.continue : ''
          if (token !== '') {
            assert(metadata instanceof Object && 'remainingItemCount' in metadata)
            assert.equal(metadata.remainingItemCount, start.length - seen.length)
          }
          const [write, ...rest] = left
          left = rest
          if (write !== undefined) {
            if (write[1]) cluster.send('DELETE', `${myApps}/${write[0]}`)
            else cluster.send('POST', myApps, myApp(write[0]))
          }
        } while (token !== '')
        assert.deepEqual(seen, itemsOf(whole.body))
      },
    ),
    { numRuns: 60 },
  )
})

test('a filtered page continues while anything is left in the namespace, whatever the filter makes of it', () => {
  const cluster = withMyApps()
  cluster.send('POST', myApps, myApp('a', {}, { labels: { app: 'x' } }))
  cluster.send('POST', myApps, myApp('b'))
  cluster.send('POST', myApps.replace('default', 'kube-public'), myApp('a'))
  const page = (query: { readonly [name: string]: string }) => {
    const { body } = cluster.send('GET', myApps, undefined, { query: { limit: '1', ...query } })
    assert(body.metadata instanceof Object)
    return [names(body), Boolean(Reflect.get(body.metadata, 'continue')), 'remainingItemCount' in body.metadata]
  }
  assert.deepEqual(page({ labelSelector: 'app=x' }), [['a'], true, false])
  assert.deepEqual(page({ labelSelector: 'app!=x' }), [['b'], false, false])
  assert.deepEqual(page({ fieldSelector: 'metadata.name=a' }), [['a'], false, false])
  assert.deepEqual(page({}), [['a'], true, true])
})

test('a watch from before the CRD of its kind is too old, a list from then is empty', () => {
  const cluster = withMyApps()
  cluster.send('POST', myApps, myApp('a'))
  const [event] = eventsOf(cluster.pull(cluster.watch(myApps, { resourceVersion: '1' })))
  assert.deepEqual([event?.type, event?.object.code], ['ERROR', 410])
  const query = { resourceVersion: '1', resourceVersionMatch: 'Exact' }
  assert.deepEqual(names(cluster.send('GET', myApps, undefined, { query }).body), [])
})

test('a token from before a compaction is expired; the answer has one that goes on with what is there now', () => {
  const cluster = withMyApps()
  for (const name of ['a', 'b']) cluster.send('POST', myApps, myApp(name))
  const { body } = cluster.send('GET', myApps, undefined, { query: { limit: '1' } })
  const { metadata } = body
  assert(metadata instanceof Object && 'continue' in metadata)
  cluster.send('POST', myApps, myApp('c'))
  cluster.state = compact(cluster.state, cluster.state.resourceVersion)
  const { code, body: status } = cluster.send('GET', myApps, undefined, {
    query: { limit: '1', continue: String(metadata.continue) },
  })
  assert.deepEqual([code, status.reason], [410, 'Expired'])
  assert(status.metadata instanceof Object && 'continue' in status.metadata)
  const rest = cluster.send('GET', myApps, undefined, { query: { continue: String(status.metadata.continue) } })
  assert.deepEqual([names(rest.body), rest.meta.resourceVersion], [['b', 'c'], String(cluster.state.resourceVersion)])
})

test('a list at an exact version is of that version; a future one is not there yet', () => {
  const cluster = withMyApps()
  const { meta } = cluster.send('POST', myApps, myApp('a'))
  cluster.send('POST', myApps, myApp('b'))
  const query = { resourceVersion: meta.resourceVersion ?? '', resourceVersionMatch: 'Exact' }
  assert.deepEqual(names(cluster.send('GET', myApps, undefined, { query }).body), ['a'])
  const future = cluster.send('GET', myApps, undefined, { query: { resourceVersion: '999' } })
  assert.deepEqual([future.code, future.body.reason], [504, 'Timeout'])
  const without = cluster.send('GET', myApps, undefined, { query: { resourceVersionMatch: 'Exact' } })
  assert.equal(without.code, 422)
})

test('list, then watch from there: folded, it is the list of now', () => {
  const name = fc.constantFrom('a', 'b', 'c')
  const write = fc.record({ name, label: fc.constantFrom('x', 'y'), gone: fc.boolean() })
  const labelSelector = fc.constantFrom('', 'l=x', 'l!=x', 'l in (x,y)', '!l')
  fc.assert(
    fc.property(fc.array(write), fc.array(write), labelSelector, fc.nat(3), (before, after, selector, pulls) => {
      const cluster = withMyApps()
      const query = { labelSelector: selector }
      const run = ({ name: one, label, gone }: { name: string; label: string; gone: boolean }) => {
        if (gone) cluster.send('DELETE', `${myApps}/${one}`)
        else if (cluster.send('POST', myApps, myApp(one, {}, { labels: { l: label } })).code === 409) {
          cluster.patch(`${myApps}/${one}`, { metadata: { labels: { l: label } } })
        }
      }
      before.forEach(run)
      const list = cluster.send('GET', myApps, undefined, { query })
      const folded = new Map(itemsOf(list.body).map(item => [metaOf(item).name, item]))
      let cursor = cluster.watch(myApps, { ...query, resourceVersion: list.meta.resourceVersion ?? '' })
      const take = () => {
        const pulled = cluster.pull(cursor)
        cursor = pulled.cursor
        for (const { type, object } of eventsOf(pulled)) {
          const { name: one } = metaOf(object)
          assert.equal(type === 'ADDED', !folded.has(one), `${type} ${one}`)
          if (type === 'DELETED') folded.delete(one)
          else folded.set(one, object)
        }
      }
      after.forEach((one, at) => {
        run(one)
        if (at % (pulls + 1) === 0) take()
      })
      take()
      const now = cluster.send('GET', myApps, undefined, { query })
      assert.deepEqual(
        [...folded.values()].sort((a, b) => ((metaOf(a).name ?? '') < (metaOf(b).name ?? '') ? -1 : 1)),
        itemsOf(now.body),
      )
    }),
    { numRuns: 80 },
  )
})

test('a watch without a version begins with what there is', () => {
  const cluster = withMyApps()
  cluster.send('POST', myApps, myApp('a'))
  const first = cluster.pull(cluster.watch(myApps))
  assert.deepEqual(told(first), ['ADDED a'])
  assert.equal(cluster.pull(first.cursor).cursor, first.cursor, 'without news a pull changes nothing')
  cluster.send('DELETE', `${myApps}/a`)
  assert.deepEqual(told(cluster.pull(first.cursor)), ['DELETED a'])
})

test('a streaming list ends with the annotated bookmark, also where there is nothing', () => {
  const cluster = withMyApps()
  const streaming = { sendInitialEvents: 'true', resourceVersionMatch: 'NotOlderThan', allowWatchBookmarks: 'true' }
  const [only, ...others] = eventsOf(cluster.pull(cluster.watch(myApps, streaming)))
  assert.deepEqual([only?.type, others.length], ['BOOKMARK', 0])
  assert.deepEqual(metaOf(only?.object ?? {}).annotations, { 'k8s.io/initial-events-end': 'true' })
  assert.equal(metaOf(only?.object ?? {}).resourceVersion, String(cluster.state.resourceVersion))
})

test('a watch from before a compaction gets 410 and ends; one that missed nothing goes on', () => {
  const cluster = withMyApps()
  cluster.send('POST', myApps, myApp('a'))
  const old = String(cluster.state.resourceVersion)
  cluster.patch(`${myApps}/a`, { spec: { replicas: 2 } })
  const late = cluster.watch(myApps, { resourceVersion: old })
  const live = cluster.pull(cluster.watch(myApps)).cursor
  cluster.state = compact(cluster.state, cluster.state.resourceVersion)
  for (const watching of [late, cluster.watch(myApps, { resourceVersion: old })]) {
    const gone = cluster.pull(watching)
    const [event] = eventsOf(gone)
    assert.deepEqual(
      [event?.type, event?.object.code, event?.object.reason, gone.ended],
      ['ERROR', 410, 'Expired', true],
    )
  }
  cluster.patch(`${myApps}/a`, { spec: { replicas: 3 } })
  assert.deepEqual(told(cluster.pull(live)), ['MODIFIED a'])
})

test('history is bounded', () => {
  const cluster = withMyApps({ historyLimit: 3 })
  cluster.send('POST', myApps, myApp('a'))
  const watching = cluster.watch(myApps, { resourceVersion: String(cluster.state.resourceVersion) })
  for (const replicas of [2, 3, 4]) cluster.patch(`${myApps}/a`, { spec: { replicas } })
  assert.equal(cluster.pull(watching).lines.length, 3)
  cluster.patch(`${myApps}/a`, { spec: { replicas: 5 } })
  assert.equal(eventsOf(cluster.pull(watching))[0]?.object.code, 410)
})

test('bookmarks come once a minute when asked for; a timeout ends the watch', () => {
  const cluster = withMyApps()
  const at = Number(cluster.watch(myApps).startMs)
  const quiet = cluster.pull(cluster.watch(myApps, { timeoutSeconds: '90' }), at).cursor
  assert.deepEqual(cluster.pull(quiet, at + 61_000).lines, [])
  const asked = cluster.pull(cluster.watch(myApps, { timeoutSeconds: '90', allowWatchBookmarks: 'true' }), at).cursor
  const first = cluster.pull(asked, at + 60_000)
  assert.deepEqual(
    eventsOf(first).map(({ type }) => type),
    ['BOOKMARK'],
  )
  assert.deepEqual(cluster.pull(first.cursor, at + 61_000).lines, [])
  assert.equal(cluster.pull(quiet, at + 90_000).ended, true)
})

test('a table is sent to who asks for one, its columns once', () => {
  const cluster = withMyApps()
  for (const name of ['a', 'b']) cluster.send('POST', myApps, myApp(name))
  const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json'
  const { body } = cluster.send('GET', myApps, undefined, { accept })
  assert.deepEqual([body.kind, Array.isArray(body.rows) && body.rows.length], ['Table', 2])
  const events = eventsOf(cluster.pull(cluster.watch(myApps, {}, accept)))
  assert.deepEqual(
    events.map(({ object }) => [object.kind, Array.isArray(object.columnDefinitions)]),
    [
      ['Table', true],
      ['Table', false],
    ],
  )
})

test('one object is watched by its name', () => {
  const cluster = withMyApps()
  for (const name of ['a', 'b']) cluster.send('POST', myApps, myApp(name))
  assert.deepEqual(told(cluster.pull(cluster.watch(myApps, { fieldSelector: 'metadata.name=b' }))), ['ADDED b'])
  const { code, body } = cluster.send('GET', myApps, undefined, { query: { fieldSelector: 'spec.image=x' } })
  assert.deepEqual([code, body.message], [400, 'field label not supported: spec.image'])
})
