import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isRight } from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { resource } from '../../../lib/kube/object.ts'
import { convert } from '../../../lib/versions/convert.ts'
import { change, renamed, type Versions } from '../../../lib/versions/index.ts'

/** Three versions of a kind: v1 has `port` and `speed` in km/h, v1beta1 them below `network`, v1alpha1 the speed in words. */

type Fields = { readonly [field: string]: unknown }

const kindOf = (version: string) => resource('demo.dev', version, 'Line', 'lines', t.UnknownRecord)
const words = t.keyof({ slow: null, fast: null })
const versions: Versions = {
  hub: kindOf('v1'),
  others: [
    {
      resource: kindOf('v1beta1'),
      changes: [renamed('spec.port', 'spec.network.port'), renamed('spec.speed', 'spec.network.speed')],
    },
    {
      resource: kindOf('v1alpha1'),
      changes: [
        change({
          hub: { path: 'spec.speed', form: t.number, codec: t.number },
          here: { path: 'spec.speed', form: words },
          toHub: word => (word === 'slow' ? 10 : 100),
          fromHub: speed => {
            if (speed < 0) throw new Error('spec.speed is negative')
            return speed < 50 ? 'slow' : 'fast'
          },
        }),
      ],
    },
  ],
}

const line = (version: string, spec?: unknown, annotations?: Fields): Fields => ({
  apiVersion: `demo.dev/${version}`,
  kind: 'Line',
  metadata: { name: 'a', namespace: 'demo', ...(annotations !== undefined && { annotations }) },
  ...(spec !== undefined && { spec }),
})

const to = (version: string, object: Fields): unknown => {
  const converted = convert(versions, object, `demo.dev/${version}`)
  return isRight(converted) ? converted.right : converted.left
}

test('an object of the version that is wanted stays the same value', () => {
  const object = line('v1beta1', { network: {} }, { 'demo.dev/converted-from-v1': '{}' })
  assert.equal(to('v1beta1', object), object)
})

const there: readonly (readonly [unknown, unknown])[] = [
  [{ network: { port: 1, speed: 2 } }, { port: 1, speed: 2 }],
  [{ network: { port: 1, other: 3 } }, { port: 1, network: { other: 3 } }],
  [{ network: {} }, { network: {} }],
  [
    { network: { speed: 0 }, port: 7 },
    { speed: 0, network: { port: 7 } },
  ],
  [
    { network: { port: 1 }, port: 7 },
    { port: 1, network: { port: 7 } },
  ],
  [{ network: 'none' }, { network: 'none' }],
  [{}, {}],
  [null, null],
  [undefined, undefined],
]

for (const [beta, hub] of there) {
  test(`fields of another name are moved, whatever else is there, and back: ${JSON.stringify(beta)}`, () => {
    assert.deepEqual(to('v1', line('v1beta1', beta)), line('v1', hub))
    assert.deepEqual(to('v1beta1', line('v1', hub)), line('v1beta1', beta))
  })
}

test('between two versions it goes by way of the hub, and what either cannot say comes back from a third', () => {
  const beta = line('v1beta1', { network: { speed: 42 } }, { note: 'mine' })
  const alpha = line('v1alpha1', { speed: 'slow' }, { note: 'mine', 'demo.dev/converted-from-v1': '{"spec.speed":42}' })
  assert.deepEqual(to('v1alpha1', beta), alpha)
  assert.deepEqual(to('v1beta1', alpha), beta)
  assert.deepEqual(
    to('v1beta1', { ...alpha, spec: { speed: 'fast' } }),
    line('v1beta1', { network: { speed: 100 } }, { note: 'mine' }),
  )
})

test('a converted object does not change the given one', () => {
  const object = line('v1', { speed: 42 }, { a: 'b' })
  const before = structuredClone(object)
  to('v1alpha1', object)
  assert.deepEqual(object, before)
})

const refused: readonly (readonly [string, Fields, string])[] = [
  [
    'v2',
    line('v1'),
    'Line demo/a has no version "demo.dev/v2": it is served as demo.dev/v1 and demo.dev/v1beta1 and demo.dev/v1alpha1',
  ],
  [
    'v1',
    line('v0'),
    'Line demo/a has no version "demo.dev/v0": it is served as demo.dev/v1 and demo.dev/v1beta1 and demo.dev/v1alpha1',
  ],
  [
    'v1alpha1',
    line('v1', { speed: -1 }),
    'Line demo/a cannot be converted from demo.dev/v1 to demo.dev/v1alpha1: spec.speed is negative',
  ],
  [
    'v1alpha1',
    { ...line('v1', { speed: -1 }), metadata: { generateName: 'a-' } },
    'Line a-* cannot be converted from demo.dev/v1 to demo.dev/v1alpha1: spec.speed is negative',
  ],
  [
    'v1alpha1',
    { ...line('v1', { speed: -1 }), metadata: null },
    'Line (unnamed) cannot be converted from demo.dev/v1 to demo.dev/v1alpha1: spec.speed is negative',
  ],
]

for (const [version, object, why] of refused) {
  test(`refused with the object's name, its version and the reason: ${why}`, () => {
    assert.equal(to(version, object), why)
  })
}
