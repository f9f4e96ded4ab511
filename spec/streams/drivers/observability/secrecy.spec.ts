import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { BehaviorSubject, EMPTY } from 'rxjs'
import { crdManifest } from '../../../../crd/manifests.ts'
import { MyApp } from '../../../../crd/myapp.ts'
import { emptyCluster } from '../../../../lib/apiserver/store/state.ts'
import { type Controller, controller } from '../../../../lib/controller/controller.ts'
import { isRecord } from '../../../../lib/json/fields.ts'
import { type KubeObject, kind, type Manifest, type ObjectOf } from '../../../../lib/kube/object.ts'
import { run } from '../../../../streams/circle/run.ts'
import { events } from '../../../../streams/drivers/observability/events/events.ts'
import { logRun } from '../../../../streams/drivers/observability/logRun.ts'
import { traceRun } from '../../../../streams/drivers/observability/tracing.ts'
import { modelSources } from '../../../../streams/simulate/modelSources.ts'
import { virtualClock } from '../../../../streams/simulate/virtualClock.ts'

/** A controller reads and writes Secrets. The tests read everything that people see of it. */

const Secret = kind('', 'v1', 'Secret', 'secrets')
const clear = '{"password": hunter2-correct-horse}'
const values = [clear, 'hunter2-correct-horse', 'hunter2', 'correct', btoa(clear), '4711471147']

const sample = { metadata: { name: 'web', namespace: 'default' } }
const given: Manifest = { apiVersion: 'v1', kind: 'Secret', ...sample, data: { config: btoa(clear) } }

const apps = (name: string, desired: (secret: KubeObject) => readonly Manifest[]): Controller<ObjectOf<typeof MyApp>> =>
  controller({
    name,
    watches: MyApp,
    owns: [Secret],
    related: [{ resource: Secret, values: ({ metadata }) => [`${metadata.namespace}/${metadata.name}`] }],
    desired: (_, observed) => ({ children: observed.related(Secret).flatMap(desired) }),
  })

const textOf = (secret: KubeObject): string => {
  const data: unknown = Reflect.get(secret, 'data')
  return isRecord(data) ? atob(String(data.config)) : ''
}

/** Everything that an hour of the controller puts into logs (at every level), Events, spans and the status. */
const toldOf = (sites: Controller<ObjectOf<typeof MyApp>>): string => {
  const clock = virtualClock(Date.UTC(2026, 0, 1))
  const cluster = modelSources(emptyCluster({ nowMs: clock.now() }), { scheduler: clock })
  const post = (path: string, body: unknown) => {
    const made = cluster.send({ method: 'POST', path, body: JSON.parse(JSON.stringify(body)) })
    assert.ok(made._tag === 'Body' && made.code === 201, JSON.stringify(made))
  }
  post('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', crdManifest())
  post('/api/v1/namespaces/default/secrets', given)
  post('/apis/example.com/v1/namespaces/default/myapps', {
    apiVersion: 'example.com/v1',
    kind: 'MyApp',
    ...sample,
    spec: { image: 'web:1' },
  })

  const told: unknown[] = []
  const exporter = new InMemorySpanExporter()
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] })
  const request = (method: string, path: string, { body }: { readonly body?: unknown } = {}) => {
    told.push([method, path, body])
    return EMPTY
  }
  const observers = [
    logRun((level, message, fields) => told.push([level, message, fields])),
    events({ request }, { controller: sites.name, instance: 'pod', scheduler: clock }).observe,
    traceRun(provider.getTracer('spec'), { controller: sites.name, nowMs: clock.now }),
  ]
  const running = run(sites, { ...cluster.sources, leading$: new BehaviorSubject(true) }).subscribe(event => {
    for (const observe of observers) observe(event)
  })
  clock.advance(3_600_000)
  running.unsubscribe()
  for (const { name, attributes, events: inside, status } of exporter.getFinishedSpans())
    told.push([name, attributes, inside.map(each => each.attributes), status])
  const app = cluster.send({ method: 'GET', path: '/apis/example.com/v1/namespaces/default/myapps/web' })
  told.push(app)
  return JSON.stringify(told)
}

const silent = (told: string, ...said: readonly string[]): void => {
  for (const what of said) assert.ok(told.includes(what), `${what} is told`)
  for (const value of values) assert.ok(!told.includes(value), `${value} is told`)
}

test('an error that quotes a Secret which could not be parsed is reported without the quote', () => {
  const parsing = apps('parsing', secret => [JSON.parse(textOf(secret))])
  const told = toldOf(parsing)
  silent(told, 'desired threw: SyntaxError, of which no more is told')
  const times = told.split('SyntaxError').length - 1
  assert.ok(times >= 4, 'in a line of the log, an Event, a span and the status')
})

test('a refusal in which the API server quotes a Secret is reported without the value', () => {
  const wrong = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'other' }, data: { pin: 4711471147 } }
  silent(
    toldOf(apps('refused', secret => [{ ...wrong, stringData: { config: textOf(secret) } }])),
    'Failed to create Secret other',
    'REDACTED',
  )
})

test('a write of a Secret is reported by the names of its fields at most', () => {
  const copy = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'copy' } }
  silent(toldOf(apps('copying', secret => [{ ...copy, data: Reflect.get(secret, 'data') }])), 'Secret copy')
})
