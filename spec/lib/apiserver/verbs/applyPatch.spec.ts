import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { metaOf } from '../../../../lib/apiserver/objects/meta.ts'
import type { ApiObject } from '../../../../lib/apiserver/objects/resourceType.ts'
import { myApp, myApps, withMyApps } from '../testCluster.ts'

const web = `${myApps}/web`
const fieldsBy = (object: ApiObject, manager: string) =>
  metaOf(object).managedFields?.find(entry => entry.manager === manager)?.fieldsV1

test('applying creates, and owns what was applied', () => {
  const cluster = withMyApps()
  const { code, body, meta } = cluster.apply(
    web,
    myApp(
      'web',
      { image: 'i', ports: [{ name: 'http', port: 80 }], zones: ['a'], args: ['x'] },
      { labels: { app: 'web' } },
    ),
    'one',
  )
  assert.equal(code, 201)
  assert.equal(meta.generation, 1)
  assert.deepEqual(metaOf(body).managedFields, [
    {
      manager: 'one',
      operation: 'Apply',
      apiVersion: 'example.com/v1',
      time: '2023-11-14T22:13:20Z',
      fieldsType: 'FieldsV1',
      fieldsV1: {
        'f:metadata': { 'f:labels': { 'f:app': {} } },
        'f:spec': {
          'f:image': {},
          'f:ports': { 'k:{"name":"http"}': { '.': {}, 'f:name': {}, 'f:port': {} } },
          'f:zones': { 'v:"a"': {} },
          'f:args': {},
        },
      },
    },
  ])
})

test('another manager is refused what the first owns, unless it forces', () => {
  const cluster = withMyApps()
  cluster.apply(web, myApp('web', { image: 'i', replicas: 2 }), 'one')
  const { code, body } = cluster.apply(web, myApp('web', { replicas: 3 }), 'two')
  assert.equal(code, 409)
  assert.equal(body.message, 'Apply failed with 1 conflict: conflict with "one": .spec.replicas')
  assert.deepEqual(body.details, {
    causes: [{ reason: 'FieldManagerConflict', message: 'conflict with "one"', field: '.spec.replicas' }],
  })
  const many = cluster.apply(web, myApp('web', { replicas: 3, image: 'j' }), 'two')
  assert.equal(
    many.body.message,
    'Apply failed with 2 conflicts: conflicts with "one":\n- .spec.image\n- .spec.replicas',
  )
  const forced = cluster.apply(web, myApp('web', { replicas: 3 }), 'two', { force: 'true' })
  assert.deepEqual(forced.body.spec, { image: 'i', replicas: 3 })
  assert.deepEqual(fieldsBy(forced.body, 'one'), { 'f:spec': { 'f:image': {} } })
  const shared = cluster.apply(web, myApp('web', { replicas: 3, image: 'i' }), 'two')
  assert.equal(shared.code, 200, 'the same value is no conflict: it is owned by both')
})

test('an update names its manager, and conflicts with an apply', () => {
  const cluster = withMyApps()
  cluster.send('POST', myApps, myApp('web', { image: 'i' }), { userAgent: 'kubectl/v1.36.3 (linux)' })
  const { body } = cluster.apply(web, myApp('web', { image: 'j' }), 'one')
  assert.equal(body.message, 'Apply failed with 1 conflict: conflict with "kubectl" using example.com/v1: .spec.image')
})

test('what is no longer applied goes, unless somebody else owns it', () => {
  const cluster = withMyApps()
  const config = { a: '1', b: '2' }
  cluster.apply(web, myApp('web', { image: 'i', config, zones: ['x', 'y'] }, { labels: { l: '1' } }), 'one')
  cluster.apply(web, myApp('web', { config: { b: '2' }, zones: ['y'] }), 'two')
  const { body, meta } = cluster.apply(web, myApp('web', { image: 'i' }), 'one')
  assert.deepEqual(body.spec, { image: 'i', replicas: 1, config: { b: '2' }, zones: ['y'] })
  assert.equal(meta.labels, undefined)
})

test('an apply that says nothing new keeps the resourceVersion', () => {
  const cluster = withMyApps()
  const first = cluster.apply(web, myApp('web', { image: 'i' }), 'one')
  const before = cluster.state
  assert.deepEqual(cluster.apply(web, myApp('web', { image: 'i' }), 'one').body, first.body)
  assert.equal(cluster.state, before)
})

test('resourceVersion 1 creates what is absent and refuses what is there', () => {
  const cluster = withMyApps()
  const create = myApp('web', { image: 'i' }, { resourceVersion: '1' })
  assert.equal(cluster.apply(web, create, 'one').code, 201)
  const { code, body } = cluster.apply(web, create, 'one')
  assert.deepEqual([code, body.reason], [409, 'Conflict'])
})

test('a uid never brings a deleted object back, nor touches another', () => {
  const cluster = withMyApps()
  const withUid = myApp('web', { image: 'i' }, { uid: 'gone' })
  const absent = cluster.apply(web, withUid, 'one')
  assert.equal(absent.code, 409)
  assert.match(
    String(absent.body.message),
    /uid mismatch: the provided object specified uid gone, and no existing object was found/,
  )
  cluster.apply(web, myApp('web', { image: 'i' }), 'one')
  assert.equal(cluster.apply(web, withUid, 'one').code, 422)
})

test('apply is refused without a manager, with managedFields, and with fields nobody knows', () => {
  const cluster = withMyApps()
  const unmanaged = cluster.apply(web, myApp('web'), '')
  assert.equal(
    unmanaged.body.message,
    'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
  )
  const { body } = cluster.apply(web, myApp('web'), 'one')
  assert.equal(cluster.apply(web, body, 'one').body.message, 'metadata.managedFields must be nil')
  assert.match(
    String(cluster.apply(web, myApp('web', { imgae: 'i' }), 'one').body.message),
    /\.spec\.imgae: field not declared in schema/,
  )
})

test('status is owned through its subresource', () => {
  const cluster = withMyApps()
  cluster.apply(web, { ...myApp('web', { image: 'i' }), status: { replicas: 4 } }, 'one')
  const { body } = cluster.apply(
    `${web}/status`,
    { ...myApp('web', { image: 'ignored' }), status: { replicas: 3 } },
    'one',
  )
  assert.deepEqual([body.status, body.spec], [{ replicas: 3 }, { image: 'i', replicas: 1 }])
  const entries = metaOf(body).managedFields?.map(({ subresource, fieldsV1 }) => [subresource, fieldsV1])
  assert.deepEqual(entries, [
    [undefined, { 'f:spec': { 'f:image': {} } }],
    ['status', { 'f:status': { 'f:replicas': {} } }],
  ])
})

test('a map of a custom resource that an apply empties is refused; left out, it goes', () => {
  const cluster = withMyApps()
  cluster.apply(web, myApp('web', { config: { a: '1' } }), 'one')
  const emptied = cluster.apply(web, myApp('web', { config: {} }), 'one')
  assert.equal(emptied.code, 422)
  assert.match(String(emptied.body.message), /spec\.config in body must be of type object: "null"/)
  const { body } = cluster.apply(web, myApp('web', { replicas: 1 }), 'one')
  assert.deepEqual(body.spec, { replicas: 1 })
})

test('conflicts are told in the order of their paths', () => {
  const cluster = withMyApps()
  cluster.apply(web, myApp('web', { replicas: 2, image: 'i' }), 'one')
  const { body } = cluster.apply(web, myApp('web', { replicas: 3, image: 'j' }), 'two')
  assert.match(String(body.message), /- \.spec\.image\n- \.spec\.replicas$/)
})

const spec = fc.record(
  {
    image: fc.constantFrom('i', 'j'),
    replicas: fc.nat(2),
    config: fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('1', '2'), {
      minKeys: 1,
      noNullPrototype: true,
    }),
    zones: fc.uniqueArray(fc.constantFrom('x', 'y', 'z'), { minLength: 1 }),
    args: fc.array(fc.constantFrom('v', 'w'), { maxLength: 2 }),
    ports: fc.uniqueArray(
      fc.record({ name: fc.constantFrom('p', 'q', 'r'), port: fc.nat(2) }, { noNullPrototype: true }),
      {
        selector: port => port.name,
        minLength: 1,
      },
    ),
  },
  { requiredKeys: [], noNullPrototype: true },
)

test('apply is idempotent, covers what was applied, and no value has two unequal owners', () => {
  const turn = fc.record({ manager: fc.constantFrom('one', 'two'), spec })
  fc.assert(
    fc.property(fc.array(turn, { minLength: 1, maxLength: 6 }), turns => {
      const cluster = withMyApps()
      for (const { manager, spec: wanted } of turns) {
        const done = cluster.apply(web, myApp('web', wanted), manager, { force: 'true' })
        assert(done.code < 300, JSON.stringify(done.body))
        const { resourceVersion } = done.meta
        const again = cluster.apply(web, myApp('web', wanted), manager)
        assert.equal(again.code, 200, JSON.stringify(again.body))
        assert.equal(again.meta.resourceVersion, resourceVersion)
        const stored = done.body.spec
        assert(stored instanceof Object)
        for (const [field, value] of Object.entries(wanted)) {
          if (field === 'image' || field === 'replicas' || field === 'args') {
            assert.deepEqual(Reflect.get(stored, field), value)
          }
        }
      }
    }),
    { numRuns: 60 },
  )
})

test('what one manager applied and drops disappears, unless the other owns it', () => {
  const parts = (of: unknown): readonly string[] => {
    if (Array.isArray(of)) return of.map(item => (typeof item === 'string' ? item : item.name))
    return of instanceof Object ? Object.keys(of) : []
  }
  fc.assert(
    fc.property(spec, spec, (ones, twos) => {
      const cluster = withMyApps()
      cluster.apply(web, myApp('web', twos), 'two')
      cluster.apply(web, myApp('web', ones), 'one', { force: 'true' })
      const { spec: _spec, ...without } = myApp('web')
      const { body } = cluster.apply(web, without, 'one')
      assert.equal(fieldsBy(body, 'one'), undefined)
      const left: object = body.spec instanceof Object ? body.spec : {}
      for (const field of Object.keys(left)) {
        if (field === 'replicas') continue
        assert(field in twos, `${field} stayed behind`)
        if (field === 'args' || field === 'image') continue
        for (const part of parts(Reflect.get(left, field))) {
          assert(parts(Reflect.get(twos, field)).includes(part), `${field}: ${part} stayed behind`)
        }
      }
    }),
    { numRuns: 60 },
  )
})
