import assert from 'node:assert/strict'
import { test } from 'node:test'
import { managedBy } from '../../../lib/cache/cache.ts'
import { controller } from '../../../lib/controller/controller.ts'
import { Deployment } from '../../../lib/kube/kinds.ts'
import { kind } from '../../../lib/kube/object.ts'

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
