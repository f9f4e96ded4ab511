import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isLeft } from 'fp-ts/lib/Either.js'
import { myApp } from '../../crd/controller.ts'
import { desired } from '../../crd/desired.ts'
import { selectorOf } from '../../crd/labels.ts'
import { app, apps, childOf, names, observing, specs, wantedOf } from './apps.ts'

const labels = { 'app.kubernetes.io/instance': 'web', 'app.kubernetes.io/name': 'myapp' }
const kindsOf = (of: ReturnType<typeof app>) => wantedOf(of).children?.map(({ kind }) => kind)

/** What a namespace that is restricted asks of pods. */
const pod = {
  automountServiceAccountToken: false,
  securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
}
const container = { securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } } }

test('an image alone makes a Deployment alone', () => {
  const [deployment, ...others] = wantedOf(app()).children ?? []
  assert.deepEqual(others, [])
  assert.match(String(deployment?.metadata.annotations?.['example.com/spec-hash']), /^[0-9a-f]{16}$/)
  assert.deepEqual(
    { ...deployment, metadata: { ...deployment?.metadata, annotations: {} } },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', labels, annotations: {} },
      spec: {
        replicas: 1,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: { ...pod, containers: [{ name: 'app', image: 'nginx:1', ...container }] },
        },
      },
    },
  )
})

test('port, env, config and resources, what pods need first', () => {
  const whole = app({
    replicas: 3,
    port: 8080,
    env: { Z: '', A: '1' },
    config: { 'a.txt': 'x' },
    resources: { requests: { memory: '1Gi', cpu: 1 }, limits: {} },
  })
  const [configMap, service, deployment] = wantedOf(whole).children ?? []
  const { 'example.com/config-hash': hash } = templateAnnotations(whole)
  assert.match(String(hash), /^[0-9a-f]{16}$/)
  assert.deepEqual(configMap, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'web', labels },
    data: { 'a.txt': 'x' },
  })
  assert.deepEqual(service, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', labels },
    spec: { selector: labels, ports: [{ name: 'http', port: 8080, protocol: 'TCP', targetPort: 'http' }] },
  })
  assert.deepEqual(deployment?.spec, {
    replicas: 3,
    selector: { matchLabels: labels },
    template: {
      metadata: { labels, annotations: { 'example.com/config-hash': hash } },
      spec: {
        ...pod,
        containers: [
          {
            name: 'app',
            image: 'nginx:1',
            ...container,
            env: [{ name: 'A', value: '1' }, { name: 'Z' }],
            ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
            resources: { requests: { cpu: '1', memory: '1Gi' } },
            volumeMounts: [{ name: 'config', mountPath: '/etc/config', readOnly: true }],
          },
        ],
        volumes: [{ name: 'config', configMap: { name: 'web' } }],
      },
    },
  })
})

test('a Service with a port, a ConfigMap with files, and nothing that is empty', () => {
  assert.deepEqual(kindsOf(app({ port: 1 })), ['Service', 'Deployment'])
  assert.deepEqual(kindsOf(app({ config: { a: '' } })), ['ConfigMap', 'Deployment'])
  assert.deepEqual(wantedOf(app({ env: {}, config: {}, resources: { requests: {} } })), wantedOf(app()))
})

test('paused leaves the children as they are', () => {
  const { children, status } = wantedOf(app({ paused: true, port: 1 }))
  assert.equal(children, undefined)
  assert.equal(status?.conditions?.[0]?.reason, 'Paused')
})

test('a name that its children could not bear is refused', () => {
  for (const name of ['1a', 'a.b', 'a'.repeat(64), '']) {
    const decided = desired(app({}, name), observing())
    assert.ok(isLeft(decided) && decided.left.reason === 'InvalidName' && /DNS label/.test(decided.left.message), name)
  }
})

test('the order of the fields of a spec does not change the children', () => {
  const turned = <V>(map: Readonly<Record<string, V>> = {}): Record<string, V> =>
    Object.fromEntries(Object.entries(map).reverse())
  fc.assert(
    fc.property(apps, of => {
      const { env, config, ...rest } = of.spec
      const other = {
        ...of,
        spec: { ...rest, ...(env && { env: turned(env) }), ...(config && { config: turned(config) }) },
      }
      assert.equal(JSON.stringify(wantedOf(of)), JSON.stringify(wantedOf(of)))
      assert.deepEqual(wantedOf(other), wantedOf(of))
      assert.equal(JSON.stringify(childOf(other, 'Deployment')), JSON.stringify(childOf(of, 'Deployment')))
    }),
  )
})

test('children of any spec are valid, selected by their labels, and without empty fields', () => {
  fc.assert(
    fc.property(apps, of => {
      const { children = [], status } = wantedOf(of)
      if (of.spec.paused !== true) assert.ok(children.length > 0)
      assert.equal(status?.selector, selectorOf(of))
      for (const child of children) {
        assert.equal(child.metadata.name, of.metadata.name)
        assert.match(child.metadata.name, /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/)
        for (const [label, value] of Object.entries(child.metadata.labels ?? {})) {
          assert.match(label, /^app\.kubernetes\.io\/[a-z-]+$/)
          assert.match(value, /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/)
        }
        assert.doesNotMatch(JSON.stringify(child.spec ?? null), /:(\[\]|\{\}|null)[,}]/)
        assert.deepEqual(JSON.parse(JSON.stringify(child)), child)
      }
    }),
  )
})

test('two MyApps never share pods, and a change never touches the selector', () => {
  fc.assert(
    fc.property(specs, specs, names, names, (one, other, name, second) => {
      assert.equal(selectorOf(app(one, name)), selectorOf(app(other, name)))
      assert.equal(selectorOf(app(one, name)) === selectorOf(app(one, second)), name === second)
    }),
  )
})

const templateAnnotations = (of: ReturnType<typeof app>): Readonly<Record<string, unknown>> => {
  const text = JSON.stringify(childOf(of, 'Deployment')?.spec)
  const found = /"example.com\/config-hash":"(\w+)"/.exec(text)
  return found === null ? {} : { 'example.com/config-hash': found[1] }
}

test('the pods are replaced when a file changes, and only then', () => {
  const files = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('', 'x', 'y'), {
    noNullPrototype: true,
  })
  fc.assert(
    fc.property(files, files, (one, other) => {
      const same = JSON.stringify(Object.entries(one).sort()) === JSON.stringify(Object.entries(other).sort())
      const [first, second] = [one, other].map(config => templateAnnotations(app({ config })))
      assert.equal(JSON.stringify(first) === JSON.stringify(second), same)
    }),
  )
})

test('names that mean something to JavaScript are names like any other', () => {
  const odd: Record<string, string> = JSON.parse('{"__proto__":"a","constructor":"b"}')
  const turned: Record<string, string> = JSON.parse('{"__proto__":"c","constructor":"b"}')
  assert.match(JSON.stringify(childOf(app({ env: odd }), 'Deployment')), /"name":"__proto__","value":"a"/)
  assert.match(JSON.stringify(childOf(app({ config: odd }), 'ConfigMap')), /"__proto__":"a"/)
  assert.notDeepEqual(templateAnnotations(app({ config: odd })), templateAnnotations(app({ config: turned })))
})

test('the controller reads of its children all that it wants of them', () => {
  const whole = app({ port: 1, config: { a: 'b' } })
  for (const child of wantedOf(whole).children ?? []) {
    const owned = myApp.owns.find(({ resource }) => resource.kind === child.kind)
    const fields = Object.keys(child).filter(field => !['apiVersion', 'kind', 'metadata'].includes(field))
    assert.deepEqual(
      fields.filter(field => ![...(owned?.reads ?? []), ...(owned?.digests ?? [])].includes(field)),
      [],
    )
  }
})

test('cleanup is done at once: all there is belongs to the MyApp', () => {
  assert.deepEqual(myApp.cleanup?.(app(), observing()), { done: true })
})
