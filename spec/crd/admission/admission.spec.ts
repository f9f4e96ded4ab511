import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { parse } from 'yaml'
import { faultOfImage } from '../../../crd/admission/imageReference.ts'
import { labelled } from '../../../crd/admission/labelled.ts'
import { validate } from '../../../crd/admission/validate.ts'
import { webhooks } from '../../../crd/admission/webhooks.ts'
import { MyApp, type MyAppObject, type MyAppSpec } from '../../../crd/myapp.ts'
import { MyAppV1beta1 } from '../../../crd/v1beta1.ts'
import { myAppVersions } from '../../../crd/versions.ts'
import { convert } from '../../../lib/versions/convert.ts'
import { testCluster } from '../../lib/apiserver/testCluster.ts'
import { answerOf, patchOf } from '../../lib/reviews/reviews.ts'
import { app, wantedOf } from '../apps.ts'
import { doubtfulMyApps, goodMyApps, myApps } from './myApps.ts'

const [defaulting, validating] = webhooks
assert.ok(defaulting !== undefined && validating !== undefined)

const errorsOf = (of: MyAppObject, old?: MyAppObject): readonly string[] =>
  (validate(of, old).errors ?? []).map(({ field, message }) => `${field}: ${message}`)
const warningsOf = (of: MyAppObject, old?: MyAppObject): readonly string[] => validate(of, old).warnings ?? []

test('they are served where kubebuilder would serve them', () => {
  assert.deepEqual(
    webhooks.map(({ path }) => path),
    ['/mutate-example-com-v1-myapp', '/validate-example-com-v1-myapp', '/convert'],
  )
})

const digest = `sha256:${'0a'.repeat(32)}`
const images: readonly (readonly [string, string | undefined])[] = [
  ['nginx', undefined],
  [`nginx:1@${digest}`, undefined],
  ['[::1]:5000/web', undefined],
  ['Registry/web', undefined],
  [`${'0a'.repeat(32)}:1`, undefined],
  ['a'.repeat(247), undefined],
  [`ghcr.io/${'a'.repeat(255)}`, undefined],
  ['0a'.repeat(32), 'must not be 64 hexadecimal digits, which would name an image by its id'],
  ['[abc]/web', 'must name a host with a dot or a port, or none, before the first slash'],
  ['a'.repeat(248), 'must have a path of at most 255 characters'],
  [`ghcr.io/${'a'.repeat(256)}`, 'must have a path of at most 255 characters'],
  [`web@md5:${'0'.repeat(32)}`, 'must have a digest of sha256, sha384, sha512, not of md5'],
  [`web@sha256:${'0'.repeat(32)}`, 'must have a sha256 digest of 64 lower case hexadecimal digits'],
  [
    `web@${digest.toUpperCase().replace('SHA', 'sha')}`,
    'must have a sha256 digest of 64 lower case hexadecimal digits',
  ],
]
for (const [image, fault] of images) {
  test(`the image ${image.length > 60 ? `${image.slice(0, 20)}… (${image.length} characters)` : image} ${fault ?? 'is one'}`, () => {
    assert.equal(faultOfImage(image), fault)
    assert.deepEqual(
      errorsOf(app({ image })),
      fault === undefined ? [] : [`spec.image: Invalid value: ${JSON.stringify(image)}: ${fault}`],
    )
  })
}

const refused: readonly (readonly [string, Partial<MyAppSpec>, readonly string[]])[] = [
  [
    'a variable of the controller',
    { env: { SLUICE_KEY: '', sluice_key: '' } },
    ["spec.env[SLUICE_KEY]: Forbidden: names that begin with SLUICE_ are the controller's own"],
  ],
  [
    'variables that no process could start with',
    { env: Object.fromEntries(Array.from({ length: 33 }, (_, at) => [`A${at}`, 'x'.repeat(32_768)])) },
    ['spec.env: Too long: may not be more than 1048576 bytes'],
  ],
  [
    'files that differ by case only',
    { config: { 'b.conf': '', 'app.conf': '', 'App.conf': '' } },
    [
      'spec.config[app.conf]: Invalid value: "app.conf": names the same file as "App.conf" where upper and lower case are not told apart',
    ],
  ],
  [
    'more than a ConfigMap may hold, counted in bytes',
    { config: Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`${at}`, '🙂'.repeat(32_768)])) },
    ['spec.config: Too long: may not be more than 1048576 bytes'],
  ],
  [
    'a limit below the request',
    { resources: { requests: { memory: '1Gi' }, limits: { memory: '1000Mi' } } },
    ['spec.resources.requests: Invalid value: "1Gi": must be less than or equal to memory limit of 1000Mi'],
  ],
  [
    'a resource that no container has',
    { resources: { requests: { pods: 1 } } },
    ['spec.resources.requests[pods]: Invalid value: "pods": must be a standard resource for containers'],
  ],
  [
    'a device by halves and without a limit',
    { resources: { requests: { 'example.com/gpu': '500m' } } },
    [
      'spec.resources.requests[example.com/gpu]: Invalid value: "500m": must be an integer',
      'spec.resources.limits: Required value: Limit must be set for non overcommitable resources',
    ],
  ],
  [
    'an amount that the schema takes for one',
    { resources: { limits: { cpu: '1e1.5' } } },
    ['spec.resources.limits[cpu]: Invalid value: "1e1.5": must be a quantity such as 500m, 1Gi, 2 or 2e3'],
  ],
  [
    'an amount beyond counting',
    { resources: { limits: { memory: '8Ei' } } },
    ['spec.resources.limits[memory]: Invalid value: "8Ei": must be at most 9223372036854775807'],
  ],
  [
    'an amount that would be rounded',
    { resources: { limits: { cpu: '1e-12' } } },
    ['spec.resources.limits[cpu]: Invalid value: "1e-12": must be in whole billionths'],
  ],
]
for (const [what, spec, errors] of refused) {
  test(`refused, and said why: ${what}`, () => assert.deepEqual(errorsOf(app(spec)), errors))
}

test('refused: to be called as the Service by which the API server is found, in its namespace', () => {
  const named = (name: string, namespace: string, spec: Partial<MyAppSpec> = { port: 80 }) => {
    const { metadata, ...rest } = app(spec, name)
    return errorsOf({ ...rest, metadata: { ...metadata, namespace } })
  }
  assert.deepEqual(named('kubernetes', 'default'), [
    'metadata.name: Invalid value: "kubernetes": its Service would be that of the API server: choose another',
  ])
  assert.deepEqual(named('kubernetes', 'demo'), [])
  assert.deepEqual(named('web', 'default'), [])
  assert.deepEqual(named('kubernetes', 'default', {}), [])
})

test('a port may be set and changed, but not removed: the Service would go', () => {
  const [none, one, other] = [app(), app({ port: 80 }), app({ port: 8080 })]
  assert.deepEqual(errorsOf(one, none), [])
  assert.deepEqual(errorsOf(other, one), [])
  assert.deepEqual(errorsOf(none, one), [
    'spec.port: Forbidden: may not be removed once set (it is 80): the Service would go, and the address that others use',
  ])
})

const warned: readonly (readonly [Partial<MyAppSpec>, readonly string[]])[] = [
  [{ image: 'web' }, ['spec.image: no tag: pods that start later may run another image; name a version or a digest']],
  [
    { image: 'a.b:5000/web:latest' },
    ['spec.image: the tag latest: pods that start later may run another image; name a version or a digest'],
  ],
  [{ image: `web:latest@${digest}` }, []],
  [
    { image: 'a.b:5000/web' },
    ['spec.image: no tag: pods that start later may run another image; name a version or a digest'],
  ],
  [{ replicas: 0, port: 80 }, ['spec.replicas: 0: no pod answers at the Service']],
  [{ replicas: 0 }, []],
  [{ port: 80, env: { PORT: '80' } }, []],
  [{ env: { PORT: '80' } }, []],
  [{ port: 80, env: { PORT: '3000' } }, ['spec.env[PORT]: "3000" is not spec.port, 80, to which the Service leads']],
  [
    { env: { KUBERNETES_SERVICE_HOST: 'a' } },
    ['spec.env[KUBERNETES_SERVICE_HOST]: takes the place of the variable by which pods find the API server'],
  ],
  [
    { resources: { requests: { memory: '100m', cpu: '100m' } } },
    ['spec.resources.requests[memory]: 100m is a fraction of a byte: is Mi or M meant?'],
  ],
]
for (const [spec, warnings] of warned) {
  test(`of ${JSON.stringify(spec)} is told: ${warnings.join('; ') || 'nothing'}`, () => {
    assert.deepEqual(warningsOf(app(spec)), warnings)
    assert.deepEqual(errorsOf(app(spec)), [])
  })
}

test('changing a paused MyApp brings a warning that it has no effect; pausing it does not', () => {
  assert.deepEqual(warningsOf(app({ paused: true })), ['spec.paused: true: nothing is created until it is false'])
  assert.deepEqual(warningsOf(app({ paused: true }), app()), [])
  assert.deepEqual(warningsOf(app({ paused: true, replicas: 2 }), app({ paused: true })), [
    'spec.paused: true: this change has no effect until it is false',
  ])
  assert.deepEqual(warningsOf(app(), app({ paused: true })), [])
})

test('defaulting fills in one label, keeps a given one, and is idempotent', () => {
  const label = { 'app.kubernetes.io/name': 'myapp' }
  assert.deepEqual(patchOf(answerOf(defaulting, { object: app() })), [
    { op: 'add', path: '/metadata/labels', value: label },
  ])
  fc.assert(
    fc.property(
      myApps,
      fc.constantFrom(undefined, {}, { tier: 'web' }, { 'app.kubernetes.io/name': 'shop' }),
      (of, labels) => {
        const before = { ...of, metadata: { ...of.metadata, ...(labels && { labels }) } }
        const after = labelled(before)
        assert.deepEqual({ ...label, ...labels }, after.metadata.labels)
        assert.deepEqual(
          { ...after, metadata: { ...after.metadata, labels } },
          { ...before, metadata: { ...before.metadata, labels } },
        )
        assert.deepEqual(labelled(after), after)
        assert.deepEqual(validate(after, undefined), validate(before, undefined))
      },
    ),
  )
})

test('a good MyApp is never refused, in whichever version it was written', () => {
  fc.assert(
    fc.property(goodMyApps, of => {
      assert.deepEqual(errorsOf(of), [])
      assert.equal(answerOf(validating, { object: labelled(of) }).allowed, true)
      const there = convert(myAppVersions, { ...of }, 'example.com/v1beta1')
      assert.ok(there._tag === 'Right' && MyAppV1beta1.codec.is(there.right))
      const back = convert(myAppVersions, there.right, 'example.com/v1')
      assert.ok(back._tag === 'Right' && MyApp.codec.is(back.right))
      assert.deepEqual(errorsOf(back.right), [])
      assert.equal(answerOf(validating, { operation: 'UPDATE', object: back.right, oldObject: of }).allowed, true)
    }),
  )
})

test('the samples are good, and only the one that is asleep gives a warning', () => {
  const folder = new URL('../../../crd/samples/', import.meta.url)
  const told = readdirSync(folder).flatMap(file => {
    const object: unknown = parse(readFileSync(new URL(file, folder), 'utf8'))
    assert.ok(typeof object === 'object' && object !== null)
    const { allowed, warnings = [], status } = answerOf(validating, { object })
    assert.ok(allowed, status?.message ?? file)
    return warnings.map(warning => `${file}: ${warning}`)
  })
  assert.deepEqual(told, ['asleep.yaml: spec.replicas: 0: no pod answers at the Service'])
})

const collections: { readonly [kind: string]: string } = {
  ConfigMap: '/api/v1/namespaces/default/configmaps',
  Service: '/api/v1/namespaces/default/services',
  Deployment: '/apis/apps/v1/namespaces/default/deployments',
}

/** What the API server says against the children of a MyApp. */
const refusalsOfChildren = (of: MyAppObject): readonly string[] => {
  const cluster = testCluster()
  // While it is paused nothing is asked for.
  const { children = [] } = wantedOf(app({ ...of.spec, paused: false }))
  return children.flatMap(child => {
    const { code, body } = cluster.send('POST', collections[child.kind] ?? '', child)
    return code === 201 ? [] : [String(body.message)]
  })
}

test('an accepted MyApp can be planned, and the API server takes each child', () => {
  let accepted = 0
  fc.assert(
    fc.property(fc.oneof(myApps, doubtfulMyApps), of => {
      if (errorsOf(of).length > 0) return
      accepted += 1
      assert.deepEqual(refusalsOfChildren(of), [])
    }),
    { numRuns: 300 },
  )
  assert.ok(accepted > 60, `${accepted} accepted`)
})

test('faults of resources have the words of the API server about the container', () => {
  fc.assert(
    fc.property(myApps, ({ spec: { resources = {} } }) => {
      const of = app({ resources })
      const errors = errorsOf(of)
      if (errors.some(error => /must be (a quantity|at most|in whole)/.test(error))) return
      const refusals = refusalsOfChildren(of)
      assert.equal(refusals.length > 0, errors.length > 0, `${refusals} / ${errors}`)
    }),
    { numRuns: 400 },
  )
})
