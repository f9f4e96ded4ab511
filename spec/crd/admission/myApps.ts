import fc from 'fast-check'
import { isRight } from 'fp-ts/lib/Either.js'
import { type MyAppObject, MyAppSpec } from '../../../crd/myapp.ts'
import { app } from '../apps.ts'

/** MyApps that the schema lets in, near the edges of what a pod can be made of. */

const hex = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length })

const hosts = fc.constantFrom(
  '',
  'localhost/',
  'registry.example.com:5000/',
  '[::1]:5000/',
  '[abc]/',
  'A/',
  'docker.io/',
)
const paths = fc.oneof(
  fc.constantFrom('web', 'team/web', 'a'.repeat(255), 'a'.repeat(256)),
  hex(64),
  fc.stringMatching(/^[a-z0-9]{1,4}((__|[.]|-+)[a-z0-9]{1,3})?$/),
)
const digests = fc.oneof(
  fc.constant(''),
  fc
    .tuple(fc.constantFrom('sha256', 'sha512', 'md5'), fc.constantFrom(32, 64, 128))
    .chain(([algorithm, length]) => hex(length).map(digits => `@${algorithm}:${digits}`)),
)
export const images = fc.tuple(hosts, paths, fc.constantFrom('', ':1', ':latest'), digests).map(parts => parts.join(''))

const resourceNames = fc.constantFrom(
  ...['cpu', 'memory', 'ephemeral-storage', 'hugepages-2Mi', 'hugepages-x', 'example.com/gpu', 'pods', 'storage'],
  ...['requests.example.com/gpu', 'node.kubernetes.io/thing', 'a.b-', `${'a'.repeat(250)}.b/c`, 'x'.repeat(64)],
)
const quantities = fc.constantFrom<string | number>(
  ...[0, 1, 2, '1', '500m', '1.5', '1Gi', '1024Mi', '2Mi', '3Mi', '1e3', '1e1.5', '1e-12', '0.0000000001', '+1'],
  ...['9Ei', '8Ei', '1e999', '1e1000', '9223372036854775807', '100u', '.5', '5.', '1E', '1e2', '0e0'],
)
const amounts = fc.dictionary(resourceNames, quantities, { maxKeys: 3, noNullPrototype: true })

const envNames = fc.constantFrom(
  'A',
  'a',
  '_',
  'PORT',
  'SLUICE_',
  'SLUICE_KEY',
  'sluice_key',
  'KUBERNETES_SERVICE_HOST',
)
const fileNames = fc.constantFrom('a', 'A', 'app.properties', 'App.properties', '.a', '_', '-', 'x'.repeat(253))
const texts = fc.constantFrom('', '80', 'text', 'ä🙂'.repeat(20), '🙂'.repeat(32_768))

export const specs: fc.Arbitrary<MyAppSpec> = fc
  .record(
    {
      image: images,
      replicas: fc.constantFrom(0, 1, 3),
      port: fc.constantFrom(1, 80, 65_535),
      env: fc.dictionary(envNames, texts, { maxKeys: 4, noNullPrototype: true }),
      config: fc.oneof(
        fc.dictionary(fileNames, texts, { maxKeys: 4, noNullPrototype: true }),
        // More than one ConfigMap may hold.
        fc.constant(Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`${at}`, '🙂'.repeat(32_768)]))),
      ),
      resources: fc.record({ requests: amounts, limits: amounts }, { requiredKeys: [], noNullPrototype: true }),
      paused: fc.boolean(),
    },
    { requiredKeys: ['image', 'replicas'], noNullPrototype: true },
  )
  .filter(MyAppSpec.is)

/** Never called `kubernetes`: that is tested by itself. */
export const myApps: fc.Arbitrary<MyAppObject> = specs.map(spec => app(spec))

/** MyApps that nothing is wrong with, by their making. */
export const goodMyApps: fc.Arbitrary<MyAppObject> = fc
  .record(
    {
      image: fc
        .tuple(
          fc.constantFrom('', 'localhost/', 'ghcr.io/', 'registry.example.com:5000/'),
          fc.stringMatching(/^[a-z0-9]{1,8}(\/[a-z0-9]{1,8}){0,2}$/),
          fc.constantFrom('', ':1.2', `@sha256:${'0a'.repeat(32)}`, `:1@sha512:${'0a'.repeat(64)}`),
        )
        .map(parts => parts.join('')),
      replicas: fc.nat(10),
      port: fc.integer({ min: 1, max: 65_535 }),
      env: fc.dictionary(fc.stringMatching(/^[A-RT-Z_][A-Z0-9_]{0,8}$/), fc.string({ maxLength: 40 }), {
        maxKeys: 4,
        noNullPrototype: true,
      }),
      config: fc.dictionary(fc.stringMatching(/^[a-z0-9]{1,6}[.](conf|json)$/), fc.string({ maxLength: 40 }), {
        maxKeys: 4,
        noNullPrototype: true,
      }),
      resources: fc.constantFrom<NonNullable<MyAppSpec['resources']>>(
        { requests: { cpu: '100m', memory: '64Mi' }, limits: { memory: '64Mi' } },
        { limits: { cpu: 2, memory: '1Gi', 'example.com/gpu': 1 } },
        { requests: { cpu: '0.5' }, limits: { cpu: '500m' } },
        { requests: { memory: '2Mi' }, limits: { memory: '4Mi', 'hugepages-2Mi': '4Mi' } },
        {},
      ),
      paused: fc.boolean(),
    },
    { requiredKeys: ['image', 'replicas'], noNullPrototype: true },
  )
  .map(spec => {
    const decoded = MyAppSpec.decode(spec)
    if (isRight(decoded)) return app(decoded.right)
    throw new Error(`the schema refuses what should be good: ${JSON.stringify(spec)}`)
  })

/** Good ones with one field from near the edges. */
export const doubtfulMyApps: fc.Arbitrary<MyAppObject> = fc
  .tuple(goodMyApps, specs, fc.constantFrom('image', 'replicas', 'port', 'env', 'config', 'resources', 'paused'))
  .map(([good, edgy, field]) => {
    const value = edgy[field]
    return app({ ...good.spec, ...(value !== undefined && { [field]: value }) })
  })
