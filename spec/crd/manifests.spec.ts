import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { evaluate } from '@marcbachmann/cel-js'
import fc from 'fast-check'
import { isRight } from 'fp-ts/lib/Either.js'
import { parseAllDocuments } from 'yaml'
import { manifestFiles } from '../../crd/installation/manifestFiles.ts'
import { MyApp, MyAppSpec } from '../../crd/myapp.ts'
import { MyAppStatus } from '../../crd/myappStatus.ts'
import { nameRule } from '../../crd/name.ts'
import { schemaOf } from '../../lib/crdSchema/schemaOf.ts'
import { isRecord } from '../../lib/json/fields.ts'
import { decode } from '../../lib/kube/decode.ts'
import { mergeStatus } from '../../lib/plan/conditions.ts'
import { refuses } from '../lib/crdSchema/refuses.ts'
import { valuesOf } from '../lib/crdSchema/valuesOf.ts'
import { app, apps, wantedOf } from './apps.ts'

const root = new URL('../../', import.meta.url)
const read = (file: string): string => readFileSync(new URL(file, root), 'utf8')

for (const [file, text] of Object.entries(manifestFiles())) {
  test(`${file} is what the code says`, () => {
    assert.equal(read(file), text, `${file} is out of date; write it anew with: npm run manifests`)
  })
}

test('no other file is there to be applied', () => {
  const files = readdirSync(new URL('crd/', root), { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.yaml') && !/^(samples|monitoring)./.test(file))
    .map(file => `crd/${file}`)
  assert.deepEqual(files.toSorted(), Object.keys(manifestFiles()).toSorted())
})

const spec = schemaOf(MyAppSpec, 'spec')
const status = schemaOf(MyAppStatus, 'status')
const keys = fc.oneof(
  fc.constantFrom('cpu', 'A_b', '1a', '.', '..', '..a', '.a', 'a/b', 'example.com/gpu', '-', ''),
  fc.string({ maxLength: 4 }),
)

test('the API server lets in exactly what the controller can read', () => {
  fc.assert(
    fc.property(valuesOf(spec, 0.05, keys), value => {
      fc.pre(value !== undefined)
      const faults = refuses(spec, value)
      assert.equal(isRight(MyAppSpec.decode(value)), faults.length === 0, faults.join('; '))
    }),
    { numRuns: 1000 },
  )
})

const refused: readonly (readonly [object, string])[] = [
  [{}, 'spec.image must be a string, but is missing'],
  [{ image: '' }, 'spec.image must be a container image such as registry.example.com/team/app:1.2, got ""'],
  [{ image: 'Nginx' }, 'spec.image must be a container image such as registry.example.com/team/app:1.2, got "Nginx"'],
  [{ image: 'a', replicas: -1 }, 'spec.replicas must be at least 0, got -1'],
  [{ image: 'a', replicas: '3' }, 'spec.replicas must be an integer, got "3"'],
  [{ image: 'a', port: 0 }, 'spec.port must be at least 1, got 0'],
  [{ image: 'a', port: 65_536 }, 'spec.port must be at most 65535, got 65536'],
  [{ image: 'a', env: { '1a': '' } }, 'spec.env keys must be C identifiers of at most 256 characters, got {"1a":""}'],
  [{ image: 'a', config: { a: 1 } }, 'spec.config.a must be a string, got 1'],
  [{ image: 'a', paused: 'yes' }, 'spec.paused must be true or false, got "yes"'],
]

for (const [bad, reason] of refused) {
  test(`refused by both, and said why: ${JSON.stringify(bad)}`, () => {
    const decoded = decode(MyApp.codec, { ...app(), spec: bad })
    assert.deepEqual(isRight(decoded) ? [] : decoded.left, [reason])
    assert.equal(refuses(spec, bad).length, 1)
  })
}

const images: readonly (readonly [string, boolean])[] = [
  ['nginx', true],
  ['nginx:1.29', true],
  ['library/nginx', true],
  ['registry.example.com:5000/team/my_app__x:v1.2-rc.1', true],
  ['localhost:5000/a', true],
  ['[2001:db8::1]:5000/a', true],
  [`ghcr.io/a/b@sha256:${'0'.repeat(64)}`, true],
  [`ghcr.io/a/b:1@sha256:${'0'.repeat(64)}`, true],
  ['nginx:', false],
  ['nginx@sha256:0', false],
  ['a//b', false],
  ['/a', false],
  ['a b', false],
  ['UPPER', false],
  ['a:b:c', false],
  ['nginx\n', false],
  ['http://a/b', false],
]

for (const [image, good] of images) {
  test(`${good ? 'an' : 'no'} image: ${JSON.stringify(image)}`, () => {
    assert.equal(isRight(MyAppSpec.decode({ image })), good)
    assert.equal(refuses(spec, { image }).length === 0, good)
  })
}

test('the rule about names says in CEL what it says in code', () => {
  const name = fc.oneof(
    fc.stringMatching(/^[a-z0-9.-]{1,66}$/),
    fc.stringMatching(/^[a-z][a-z0-9-]{60,63}$/),
    fc.string(),
  )
  fc.assert(
    fc.property(name, text => {
      const self = { metadata: { name: text } }
      assert.equal(evaluate(nameRule.rule, { self }), nameRule.holds(self))
    }),
  )
})

test('every status that is written is one that the API server keeps whole', () => {
  fc.assert(
    fc.property(apps, fc.boolean(), (of, halted) => {
      const stalled = halted ? { stalled: { reason: 'Forbidden', message: 'may not' } } : {}
      const desired = wantedOf(of).status
      const merged = mergeStatus({
        desired,
        previous: undefined,
        generation: 1,
        now: '2026-01-01T00:00:00Z',
        ...stalled,
      })
      assert.deepEqual(refuses(status, merged, 'status'), [])
      assert.ok(MyAppStatus.is(merged))
      const known = Object.keys(status.properties ?? {})
      assert.deepEqual(
        Object.keys(merged).filter(field => !known.includes(field)),
        [],
      )
    }),
  )
})

test('the samples are MyApps of the namespace demo, each with another name', () => {
  const files = readdirSync(new URL('crd/samples/', root))
  const names = files.map(file => {
    const sample: unknown = parseAllDocuments(read(`crd/samples/${file}`))[0]?.toJS()
    assert.ok(isRecord(sample) && isRecord(sample.metadata), file)
    const decoded = decode(MyApp.codec, { ...sample, metadata: { ...sample.metadata, uid: 'u', resourceVersion: '1' } })
    assert.ok(isRight(decoded), isRight(decoded) ? '' : `${file}: ${decoded.left.join('; ')}`)
    assert.deepEqual(refuses(spec, sample.spec), [], file)
    assert.equal(decoded.right.metadata.namespace, 'demo')
    assert.ok(nameRule.holds(decoded.right))
    assert.equal(file, `${decoded.right.metadata.name}.yaml`)
    return decoded.right.metadata.name
  })
  assert.equal(new Set(names).size, files.length)
  assert.ok(files.length >= 4)
})
