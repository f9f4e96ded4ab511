import assert from 'node:assert/strict'
import { test } from 'node:test'
import { throwError } from 'rxjs'
import { myApp } from '../../../crd/controller.ts'
import { MyApp } from '../../../crd/myapp.ts'
import { objectOf } from '../../../lib/apiserver/store/state.ts'
import { isRecord } from '../../../lib/json/fields.ts'
import type { ApiFailure } from '../../../lib/kube/failure.ts'
import { ConfigMap, Deployment, Service } from '../../../lib/kube/kinds.ts'
import type { Resource } from '../../../lib/kube/object.ts'
import type { ModelCluster } from '../../../streams/simulate/modelSources.ts'
import type { Simulation } from '../../../streams/simulate/simulate.ts'
import { myApps } from '../simulate/myApps.ts'

const notServed: ApiFailure = {
  _tag: 'Status',
  code: 404,
  reason: 'NotFound',
  message: 'the server could not find the requested resource',
}

/** The server does not serve the kind until it is installed. */
const without = (kind: string, failure = notServed) => {
  let isInstalled = false
  const wrap = (sources: ModelCluster['sources']): ModelCluster['sources'] => {
    const isAway = (resource: Resource) => resource.kind === kind && !isInstalled
    const failed = throwError(() => failure)
    return {
      ...sources,
      list: (resource, asked) => (isAway(resource) ? failed : sources.list(resource, asked)),
      watch: (resource, asked) => (isAway(resource) ? failed : sources.watch(resource, asked)),
      read: (resource, ref) => (isAway(resource) ? failed : sources.read(resource, ref)),
    }
  }
  return {
    wrap,
    install: () => {
      isInstalled = true
    },
  }
}

const has = (world: Simulation, resource: Resource, name: string): boolean =>
  objectOf(world.cluster.state(), resource, `default/${name}`) !== undefined
const stalled = (world: Simulation, name: string): unknown => {
  const { status } = objectOf(world.cluster.state(), MyApp, `default/${name}`) ?? {}
  const conditions = isRecord(status) && Array.isArray(status.conditions) ? status.conditions : []
  const found: unknown = conditions.find(each => each.type === 'Stalled')
  return isRecord(found) ? [found.reason, found.message] : undefined
}

test('a kind that is not served holds up only what needs it, and nothing is deleted there', () => {
  const { wrap, install } = without('ConfigMap')
  const world = myApps({ wrap })
  world.clock.advance(100)
  world.act({ _tag: 'Create', name: 'plain', spec: { image: 'web:1', port: 80 } })
  world.act({ _tag: 'Create', name: 'configured', spec: { image: 'web:1', port: 80, config: { a: '1' } } })
  world.clock.advance(60_000)
  assert.deepEqual([has(world, Deployment, 'plain'), stalled(world, 'plain')], [true, undefined])
  assert.deepEqual(stalled(world, 'configured'), [
    'KindUnknown',
    'the API server does not serve configmaps of v1: use a server version that does; Deployment default/configured waits, as it names ConfigMap default/configured',
  ])
  assert.deepEqual(
    [has(world, Service, 'configured'), has(world, Deployment, 'configured')],
    [true, false],
    'the Deployment names the ConfigMap',
  )
  world.act({ _tag: 'Edit', name: 'configured', spec: { port: null } })
  world.clock.advance(1_000)
  assert.equal(has(world, Service, 'configured'), true, 'a plan that is not whole deletes nothing')
  install()
  world.clock.advance(60_000)
  assert.deepEqual(
    [has(world, ConfigMap, 'configured'), has(world, Deployment, 'configured'), has(world, Service, 'configured')],
    [true, true, false],
  )
  assert.equal(stalled(world, 'configured'), undefined)
  assert.deepEqual(world.settle(), [])
  world.stop()
})

test('a function that reads objects of such a kind is refused, with the reason', () => {
  const { wrap } = without('ConfigMap')
  const reading: typeof myApp = {
    ...myApp,
    desired: (app, observed) => {
      if (app.metadata.name === 'reads') observed.children(ConfigMap)
      return myApp.desired(app, observed)
    },
  }
  const world = myApps({ wrap, controller: reading })
  world.clock.advance(100)
  for (const name of ['reads', 'plain']) world.act({ _tag: 'Create', name, spec: { image: 'web:1' } })
  world.clock.advance(60_000)
  assert.deepEqual([has(world, Deployment, 'plain'), has(world, Deployment, 'reads')], [true, false])
  const [reason] = [stalled(world, 'reads')].flat()
  assert.equal(reason, 'KindUnknown')
  world.stop()
})

test('a kind that was given up and is listed after all, before anything is planned, is known', () => {
  const configMaps = without('ConfigMap')
  const services = without('Service', { ...notServed, code: 500, reason: 'InternalError' })
  const wrap = (sources: ModelCluster['sources']) => services.wrap(configMaps.wrap(sources))
  const world = myApps({ wrap, options: { watching: { backoff } } })
  world.act({ _tag: 'Create', name: 'configured', spec: { image: 'web:1', config: { a: '1' } } })
  world.clock.advance(4_000)
  configMaps.install()
  world.clock.advance(16_000)
  services.install()
  world.clock.advance(60_000)
  assert.deepEqual([has(world, ConfigMap, 'configured'), stalled(world, 'configured')], [true, undefined])
  world.stop()
})

/** The third attempt comes after 3 s. */
const backoff = { firstMs: 1_000, factor: 2, capMs: 5_000, jitter: 0 }
