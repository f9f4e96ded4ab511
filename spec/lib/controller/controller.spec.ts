import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as t from 'io-ts'
import { managedBy } from '../../../lib/cache/cache.ts'
import { controller } from '../../../lib/controller/controller.ts'
import { Deployment } from '../../../lib/kube/kinds.ts'
import { kind, type Resource, resource } from '../../../lib/kube/object.ts'

const named = (name: string) =>
  controller({ name, watches: kind('demo.dev', 'v1', 'Thing', 'things'), owns: [Deployment], desired: () => ({}) })

for (const name of ['a', 'website', 'my-app-2', 'x'.repeat(56)]) {
  test(`a controller may be named ${name}`, () => {
    assert.ok(managedBy(named(name)).length <= 63)
  })
}

for (const name of ['', 'My App', 'app/v1', '-app', 'app-', 'x'.repeat(57)]) {
  test(`a controller may not be named ${JSON.stringify(name)}: its children could not be labelled`, () => {
    assert.throws(() => named(name), {
      name: 'TypeError',
      message: new RegExp(`^controller name ${JSON.stringify(name)}: use`),
    })
  })
}

test('a kind in owns may be given bare', () => {
  assert.deepEqual(named('app').owns, [{ resource: Deployment }])
})

const Gauge = resource(
  'demo.dev',
  'v1',
  'Gauge',
  'gauges',
  t.type({ size: t.number, tags: t.record(t.string, t.string), list: t.array(t.type({ a: t.string })) }),
)
const reading = (of: Resource, ...reads: readonly string[]) =>
  controller({ name: 'reads', watches: Gauge, owns: [{ resource: of, reads }], desired: () => ({}) })

test('a path that no object can have is refused, with the reason', () => {
  assert.throws(
    () => reading(Gauge, 'spec.sice'),
    /reads of Gauge: "spec.sice" is in no object: its spec has no field sice$/,
  )
  assert.throws(() => reading(Gauge, 'spec.size.large'), /its spec has no field large$/)
  assert.throws(() => reading(Gauge, 'spec.list.a'), /no field a in a list, which is read as a whole$/)
  assert.throws(() => reading(Gauge, 'data'), /a custom resource has metadata, spec and status$/)
  for (const path of ['', '.spec', 'spec.', 'spec..size', 'spec[0]', '/spec/size', '$.spec'])
    assert.throws(() => reading(Deployment, path), /is no path: say names of fields with dots between them/, path)
})

test('a path that objects may have is taken', () => {
  reading(Gauge, 'spec', 'spec.size', 'spec.tags.any', 'spec.list', 'status.anything', 'metadata.labels')
  reading(Deployment, 'status.readyReplicas', 'data')
})
