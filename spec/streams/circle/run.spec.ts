import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as t from 'io-ts'
import { BehaviorSubject, defer, of, Subject, take } from 'rxjs'
import { myApp } from '../../../crd/controller.ts'
import { MyApp, MyAppSpec } from '../../../crd/myapp.ts'
import { objectOf, objectsOf } from '../../../lib/apiserver/store/state.ts'
import { managedByLabel } from '../../../lib/cache/cache.ts'
import type { Fields } from '../../../lib/json/fields.ts'
import { isRecord } from '../../../lib/json/fields.ts'
import { ConfigMap, Deployment, Service } from '../../../lib/kube/kinds.ts'
import { KubeObject, type Resource, resource } from '../../../lib/kube/object.ts'
import { run } from '../../../streams/circle/run.ts'
import type { RunEvent } from '../../../streams/circle/runEvent.ts'
import type { ChildKind } from '../../../streams/simulate/act.ts'
import type { ModelCluster } from '../../../streams/simulate/modelSources.ts'
import { notConverged } from '../../../streams/simulate/oracle.ts'
import type { Simulation } from '../../../streams/simulate/simulate.ts'
import { myApps } from '../simulate/myApps.ts'

/** The whole circle with the MyApp controller, on virtual time. */

const whole = { image: 'web:1', replicas: 2, port: 80, config: { greeting: 'hello' }, env: { A: '1' } }
const kinds = { Deployment, Service, ConfigMap }

/** What was asked of the server since, without lists and watches: `PATCH services/web 200`. */
const listening = ({ cluster }: Simulation) => {
  let from = cluster.requests.length
  return (): readonly string[] => {
    const since = cluster.requests.slice(from).filter(({ port }) => port === 'read' || port === 'write')
    from = cluster.requests.length
    return since.map(({ method, path, code }) => `${method} ${path.split('/namespaces/default/')[1]} ${code}`)
  }
}

const found = ({ cluster }: Simulation, resource: Resource, name = 'web'): KubeObject | undefined => {
  const object = objectOf(cluster.state(), resource, `default/${name}`)
  return KubeObject.is(object) ? object : undefined
}

const at = (value: unknown, ...path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>(
    (within, field) => (isRecord(within) || Array.isArray(within) ? Reflect.get(within, field) : undefined),
    value,
  )

const conditionOf = (world: Simulation, type: string, name = 'web'): unknown => {
  const conditions = at(found(world, MyApp, name), 'status', 'conditions')
  return Array.isArray(conditions) ? conditions.find(each => each.type === type) : undefined
}

const ready = (world: Simulation, name = 'web'): unknown => at(conditionOf(world, 'Ready', name), 'status')

const create = (world: Simulation, spec: Fields = whole, name = 'web'): void =>
  world.act({ _tag: 'Create', name, spec })

const edit = (world: Simulation, spec: Fields): void => world.act({ _tag: 'Edit', name: 'web', spec })

/** A world with one MyApp that has converged. */
const converged = (options: Parameters<typeof myApps>[0] = {}, spec: Fields = whole): Simulation => {
  const world = myApps(options)
  world.clock.advance(100)
  create(world, spec)
  assert.deepEqual(world.settle(), [])
  return world
}

const resync = (world: Simulation, times = 3): void => {
  for (let time = 0; time < times; time++) {
    world.act({ _tag: 'Resync' })
    world.clock.advance(2000)
  }
}

/** All is as it should be, three resyncs send nothing, and nothing forbidden has happened. */
const quiet = (world: Simulation): void => {
  const asked = listening(world)
  resync(world)
  assert.deepEqual(asked(), [])
  assert.deepEqual(
    notConverged(myApp, resource => objectsOf(world.cluster.state(), resource), world.clock.now()),
    [],
  )
  assert.deepEqual(world.invariants.broken, [])
  world.stop()
}

test('a new MyApp costs the lower bound: one finalizer, one create a child, and the statuses', () => {
  const world = myApps()
  world.clock.advance(100)
  const asked = listening(world)
  create(world)
  world.clock.advance(140)
  assert.deepEqual(asked(), [
    'PATCH myapps/web 200',
    'PATCH configmaps/web 201',
    'PATCH services/web 201',
    'PATCH deployments/web 201',
    'PATCH myapps/web/status 200',
  ])
  world.clock.advance(10_000)
  assert.deepEqual(asked(), ['PATCH myapps/web/status 200'])
  assert.equal(ready(world), 'True')
  assert.equal(at(found(world, MyApp), 'status', 'readyReplicas'), 2)
  quiet(world)
})

test('a new MyApp costs no more when its watches are a second late: own writes are known', () => {
  const world = myApps()
  world.clock.advance(100)
  world.act({ _tag: 'Lag', ms: 1000 })
  const asked = listening(world)
  create(world, { ...whole, replicas: 0 })
  world.clock.advance(20_000)
  assert.deepEqual(asked(), [
    'PATCH myapps/web 200',
    'PATCH configmaps/web 201',
    'PATCH services/web 201',
    'PATCH deployments/web 201',
    'PATCH myapps/web/status 200',
    'PATCH myapps/web/status 200',
  ])
  edit(world, { port: null })
  world.clock.advance(20_000)
  assert.deepEqual(
    asked().filter(line => !line.includes('status')),
    ['PATCH deployments/web 200', 'GET myapps/web 200', 'DELETE services/web 200'],
  )
  world.act({ _tag: 'Delete', name: 'web', cascade: 'Background' })
  world.clock.advance(20_000)
  assert.deepEqual(asked(), ['PATCH myapps/web 200'])
  quiet(world)
})

test('an edit costs one apply and the statuses that it needs', () => {
  const world = converged({ standins: false })
  const asked = listening(world)
  edit(world, { replicas: 5 })
  world.clock.advance(10_000)
  assert.deepEqual(asked(), ['PATCH deployments/web 200', 'PATCH myapps/web/status 200'])
  assert.equal(at(found(world, Deployment), 'spec', 'replicas'), 5)
  quiet(world)
})

test('with the controllers of a cluster, an edit is one apply and three statuses', () => {
  const world = converged()
  const asked = listening(world)
  edit(world, { replicas: 3 })
  world.clock.advance(10_000)
  const status = 'PATCH myapps/web/status 200'
  assert.deepEqual(asked(), ['PATCH deployments/web 200', status, status, status])
  assert.equal(at(found(world, MyApp), 'status', 'readyReplicas'), 3)
  quiet(world)
})

for (const kind of ['Deployment', 'Service', 'ConfigMap'] as const satisfies readonly ChildKind[]) {
  const plural = `${kind.toLowerCase()}s`

  test(`a ${kind} that a user deletes is made again by one write`, () => {
    const world = converged({ standins: false })
    const before = found(world, kinds[kind])
    const asked = listening(world)
    world.act({ _tag: 'DeleteChild', kind, name: 'web' })
    world.clock.advance(10_000)
    assert.deepEqual(
      asked().filter(line => !line.includes('status')),
      [`PATCH ${plural}/web 201`],
    )
    assert.notEqual(found(world, kinds[kind])?.metadata.uid, before?.metadata.uid)
    quiet(world)
  })

  test(`a ${kind} whose labels a user strips is lost to the watch, and gets them back`, () => {
    const world = converged()
    const before = found(world, kinds[kind])
    world.act({ _tag: 'StripLabels', kind, name: 'web' })
    world.clock.advance(10_000)
    const after = found(world, kinds[kind])
    assert.equal(after?.metadata.uid, before?.metadata.uid)
    assert.deepEqual(after?.metadata.labels, before?.metadata.labels)
    assert.ok(after?.metadata.labels?.[managedByLabel])
    quiet(world)
  })

  test(`a ${kind} of that name which another owner has is never touched; the MyApp waits until it is gone`, () => {
    const world = myApps()
    world.clock.advance(100)
    world.act({ _tag: 'Squat', kind, name: 'web' })
    // Its own controller annotates a Deployment, which counts as a generation.
    world.clock.advance(1000)
    const theirs = found(world, kinds[kind])
    create(world)
    world.clock.advance(20_000)
    assert.equal(at(conditionOf(world, 'Stalled'), 'reason'), 'ChildNotOwned')
    assert.match(String(at(conditionOf(world, 'Stalled'), 'message')), new RegExp(`${kind} default/web exists`))
    assert.equal(found(world, kinds[kind])?.metadata.uid, theirs?.metadata.uid)
    assert.equal(at(found(world, kinds[kind]), 'metadata', 'generation'), at(theirs, 'metadata', 'generation'))
    assert.deepEqual(found(world, kinds[kind])?.metadata.labels, theirs?.metadata.labels)
    world.clock.advance(3_600_000)
    world.act({ _tag: 'Leave', kind, name: 'web' })
    world.clock.advance(10_000)
    assert.equal(at(found(world, kinds[kind]), 'metadata', 'ownerReferences', 0, 'name'), 'web', 'taken within seconds')
    assert.deepEqual(world.settle(), [])
    assert.equal(conditionOf(world, 'Stalled'), undefined)
    assert.equal(ready(world), 'True')
    quiet(world)
  })
}

test('a port changed by hand, over which an apply gets 422, is repaired; then nothing is sent', () => {
  const world = converged()
  world.act({
    _tag: 'Tamper',
    kind: 'Service',
    name: 'web',
    patch: { spec: { ports: [{ name: 'http', port: 99, protocol: 'TCP', targetPort: 'http' }] } },
  })
  world.clock.advance(10_000)
  assert.equal(at(found(world, Service), 'spec', 'ports', 0, 'port'), 80)
  assert.equal(at(found(world, Service), 'spec', 'ports', 1), undefined)
  quiet(world)
})

test('a child, a field and an item of a list go when they are no longer desired', () => {
  const world = converged()
  edit(world, { port: null, config: null, env: null })
  world.clock.advance(20_000)
  assert.equal(found(world, Service), undefined)
  assert.equal(found(world, ConfigMap), undefined)
  const pod = at(found(world, Deployment), 'spec', 'template', 'spec')
  assert.equal(at(pod, 'volumes'), undefined)
  assert.equal(at(pod, 'containers', 0, 'env'), undefined)
  assert.equal(at(pod, 'containers', 0, 'ports'), undefined)
  assert.equal(ready(world), 'True')
  quiet(world)
})

test('a finalizer that a user strips is put back', () => {
  const world = converged()
  const asked = listening(world)
  world.act({ _tag: 'StripFinalizers', name: 'web' })
  world.clock.advance(10_000)
  assert.deepEqual(asked(), ['PATCH myapps/web 200'])
  assert.deepEqual(found(world, MyApp)?.metadata.finalizers, ['example.com/finalizer'])
  quiet(world)
})

test('a deleted MyApp loses its finalizer and is gone; its children are collected', () => {
  const world = converged()
  const asked = listening(world)
  world.act({ _tag: 'Delete', name: 'web', cascade: 'Background' })
  world.clock.advance(10_000)
  assert.deepEqual(asked(), ['PATCH myapps/web 200'])
  for (const kind of [MyApp, Deployment, Service, ConfigMap]) assert.equal(found(world, kind), undefined)
  quiet(world)
})

test('a cleanup that fails keeps the finalizer and says why; once it succeeds the MyApp goes', () => {
  let fails = true
  const careful: typeof myApp = {
    ...myApp,
    cleanup: () => {
      if (fails) throw new Error('the bucket is not empty')
      return { done: true }
    },
  }
  const world = converged({ controller: careful })
  world.act({ _tag: 'Delete', name: 'web', cascade: 'Background' })
  world.clock.advance(10_000)
  assert.deepEqual(found(world, MyApp)?.metadata.finalizers, ['example.com/finalizer'])
  assert.match(String(at(conditionOf(world, 'Stalled'), 'message')), /the bucket is not empty/)
  fails = false
  world.clock.advance(200_000)
  assert.equal(found(world, MyApp), undefined)
  quiet(world)
})

test('children that the garbage collector leaves are deleted after the grace, and not before', () => {
  const world = converged({ standins: false, options: { orphanGraceMs: 30_000 } })
  world.act({ _tag: 'Delete', name: 'web', cascade: 'Background' })
  world.clock.advance(29_000)
  assert.equal(found(world, MyApp), undefined)
  assert.notEqual(found(world, Deployment), undefined)
  world.clock.advance(5_000)
  for (const kind of [Deployment, Service, ConfigMap]) assert.equal(found(world, kind), undefined)
  quiet(world)
})

for (const standins of [true, false]) {
  test(`a MyApp that replaces one of its name gets children of its own, ${standins ? 'with' : 'without'} a garbage collector`, () => {
    const world = converged({ standins })
    const before = found(world, MyApp)
    world.act({ _tag: 'Replace', name: 'web', spec: { image: 'web:2', replicas: 1 } })
    world.clock.advance(200)
    if (!standins) assert.equal(at(found(world, MyApp), 'status', 'readyReplicas') ?? 0, 0)
    world.clock.advance(120_000)
    const after = found(world, MyApp)
    assert.notEqual(after?.metadata.uid, before?.metadata.uid)
    assert.equal(at(found(world, Deployment), 'metadata', 'ownerReferences', 0, 'uid'), after?.metadata.uid)
    assert.equal(at(found(world, Deployment), 'spec', 'template', 'spec', 'containers', 0, 'image'), 'web:2')
    assert.equal(found(world, Service), undefined)
    assert.equal(at(after, 'status', 'observedGeneration'), 1)
    quiet(world)
  })
}

test('a paused MyApp leaves its children as they are', () => {
  const world = converged()
  edit(world, { paused: true, replicas: 7 })
  world.act({ _tag: 'Tamper', kind: 'Deployment', name: 'web', patch: { spec: { replicas: 1 } } })
  world.clock.advance(10_000)
  assert.equal(at(found(world, Deployment), 'spec', 'replicas'), 1)
  assert.equal(at(conditionOf(world, 'Ready'), 'reason'), 'Paused')
  edit(world, { paused: null, replicas: 2 })
  world.clock.advance(10_000)
  assert.equal(at(found(world, Deployment), 'spec', 'replicas'), 2)
  quiet(world)
})

test('a desired that throws, and a child that the server refuses, delay no other MyApp', () => {
  const poisoned: typeof myApp = {
    ...myApp,
    desired: (app, observed) => {
      if (app.metadata.name === 'throws') throw new Error('no such tier')
      return myApp.desired(app, observed)
    },
  }
  const world = myApps({ controller: poisoned, wrap: refusing('/deployments/refused') })
  world.clock.advance(100)
  for (const name of ['throws', 'refused']) create(world, { image: 'web:1' }, name)
  for (let at = 0; at < 20; at++) create(world, { image: 'web:1' }, `app-${at}`)
  world.clock.advance(1000)
  for (let at = 0; at < 20; at++) assert.equal(ready(world, `app-${at}`), 'True', `app-${at}`)
  world.clock.advance(5000)
  assert.match(String(at(conditionOf(world, 'Stalled', 'throws'), 'message')), /desired threw: no such tier/)
  assert.match(String(at(conditionOf(world, 'Stalled', 'refused'), 'message')), /quota/)
  assert.deepEqual(world.invariants.broken, [])
  world.stop()
})

test('a MyApp whose spec its codec refuses gets a condition; repaired, it converges', () => {
  const world = myApps({ controller: { ...myApp, watches: stricter } })
  world.clock.advance(100)
  create(world, { image: 'web:bad' })
  world.clock.advance(1000)
  assert.equal(at(conditionOf(world, 'Stalled'), 'reason'), 'InvalidObject')
  assert.equal(found(world, Deployment), undefined)
  edit(world, { image: 'web:1' })
  world.clock.advance(10_000)
  assert.equal(conditionOf(world, 'Stalled'), undefined)
  assert.equal(ready(world), 'True')
  quiet(world)
})

test('the controller gives way to a webhook that rewrites a child, and writes no more until a change', () => {
  const world = myApps({ wrap: rewriting('/deployments/', 'replicas', 9) })
  world.clock.advance(100)
  const asked = listening(world)
  create(world)
  world.clock.advance(10_000)
  assert.equal(at(found(world, Deployment), 'spec', 'replicas'), 9)
  // Applied, overwritten, applied once more.
  assert.ok(asked().filter(line => line.includes('deployments')).length <= 5)
  resync(world)
  assert.deepEqual(asked(), [])
  edit(world, { image: 'web:2' })
  world.clock.advance(10_000)
  assert.equal(at(found(world, Deployment), 'spec', 'template', 'spec', 'containers', 0, 'image'), 'web:2')
  asked()
  resync(world)
  assert.deepEqual(asked(), [])
  world.stop()
})

test('a webhook that adds fields is left alone', () => {
  const world = converged({
    wrap: rewriting('/services/', 'sessionAffinity', 'ClientIP'),
  })
  assert.equal(at(found(world, Service), 'spec', 'sessionAffinity'), 'ClientIP')
  quiet(world)
})

test('a standby keeps its caches warm and writes nothing; leading, it converges', () => {
  const world = myApps()
  world.act({ _tag: 'Lead', leading: false })
  world.clock.advance(100)
  const asked = listening(world)
  create(world)
  world.clock.advance(60_000)
  assert.deepEqual(asked(), [])
  const listed = world.cluster.requests.length
  world.act({ _tag: 'Lead', leading: true })
  world.clock.advance(10_000)
  assert.equal(ready(world), 'True')
  assert.deepEqual(
    world.cluster.requests.slice(listed).filter(({ port }) => port === 'list' || port === 'watch'),
    [],
  )
  quiet(world)
})

test('a standby that is told to stop ends, with one subscription however many keys wait', () => {
  const world = myApps()
  world.act({ _tag: 'Lead', leading: false })
  const stop$ = new Subject<void>()
  let listeners = 0
  let completed = false
  const counted$ = defer(() => {
    listeners += 1
    return stop$
  })
  run(myApp, { ...world.cluster.sources, leading$: of(false) }, { stop$: counted$ }).subscribe({
    complete: () => {
      completed = true
    },
  })
  for (let at = 0; at < 20; at += 1) create(world, whole, `app-${at}`)
  world.clock.advance(1000)
  stop$.next()
  world.clock.advance(1000)
  assert.equal(completed, true)
  assert.equal(listeners, 1)
})

test('a process that leads no more and is told to stop ends, whenever a key becomes due', () => {
  for (const ms of [1, 3, 10, 20, 50, 100, 150]) {
    const world = myApps()
    world.act({ _tag: 'Lead', leading: false })
    const [stop$, leading$] = [new Subject<void>(), new BehaviorSubject(true)]
    let completed = false
    run(myApp, { ...world.cluster.sources, leading$ }, { stop$ }).subscribe({
      complete: () => {
        completed = true
      },
    })
    world.clock.advance(100)
    create(world)
    world.clock.advance(ms)
    edit(world, { replicas: 3 })
    world.clock.advance(2)
    leading$.next(false)
    stop$.next()
    world.clock.advance(60_000)
    assert.equal(completed, true, `${ms} ms`)
  }
})

test('stop$ lets the running effect end, starts nothing new, and completes', () => {
  const world = myApps({ standins: false })
  // The world's own process only stands by.
  world.act({ _tag: 'Lead', leading: false })
  const stop$ = new Subject<void>()
  const events: RunEvent[] = []
  let completed = false
  const stopped = run(
    myApp,
    { ...world.cluster.sources, leading$: of(true) },
    { stop$: stop$.pipe(take(1)) },
  ).subscribe({
    next: event => {
      events.push(event)
    },
    complete: () => {
      completed = true
    },
  })
  world.clock.advance(100)
  create(world)
  const asked = listening(world)
  // The watch tells it after 1 ms; the first write takes another.
  world.clock.advance(2)
  const written = asked().length
  stop$.next()
  assert.equal(completed, false)
  world.clock.advance(10_000)
  assert.equal(completed, true)
  assert.deepEqual([written, ...asked()], [1, 'PATCH configmaps/web 201'])
  const last = events.at(-1)
  assert.ok(last?._tag === 'Ran' && last.outcome._tag === 'Abandoned', JSON.stringify(last))
  assert.equal(last.outcome.wrote, 2)
  stopped.unsubscribe()
  world.stop()
})

test('a run that is unsubscribed leaves no timer behind', () => {
  const world = converged()
  create(world, whole, 'other')
  world.clock.advance(5)
  world.stop()
  // A write that was on its way may still arrive.
  world.clock.advance(10)
  assert.equal(world.clock.pending(), 0)
})

const record = (value: unknown): Fields => (isRecord(value) ? value : {})

/** The server refuses what is written there: it has a field that nobody knows. */
const refusing =
  (part: string) =>
  (sources: ModelCluster['sources']): ModelCluster['sources'] => ({
    ...sources,
    write: request =>
      sources.write(
        request.path.includes(part) ? { ...request, body: { ...record(request.body), quota: 'exceeded' } } : request,
      ),
  })

/** A mutating webhook: whatever is written there ends with `value` at `/spec/field`. */
const rewriting =
  (part: string, field: string, value: unknown) =>
  (sources: ModelCluster['sources']): ModelCluster['sources'] => ({
    ...sources,
    write: request => {
      if (!request.path.includes(part) || request.method !== 'PATCH') return sources.write(request)
      const body = Array.isArray(request.body)
        ? [...request.body, { op: 'add', path: `/spec/${field}`, value }]
        : { ...record(request.body), spec: { ...record(record(request.body).spec), [field]: value } }
      return sources.write({ ...request, body })
    },
  })

const stricter: typeof MyApp = resource(
  'example.com',
  'v1',
  'MyApp',
  'myapps',
  t.refinement(MyAppSpec, ({ image }) => image !== 'web:bad', 'a spec whose image is not bad'),
)
