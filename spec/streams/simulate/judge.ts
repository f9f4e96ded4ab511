import { isDeepStrictEqual } from 'node:util'
import { MyApp, type MyAppObject } from '../../../crd/myapp.ts'
import { objectOf, objectsOf } from '../../../lib/apiserver/store/state.ts'
import { isRecord } from '../../../lib/json/fields.ts'
import { ConfigMap, Deployment, Service } from '../../../lib/kube/kinds.ts'
import { controllerOf, KubeObject, keyOf, type Resource } from '../../../lib/kube/object.ts'
import type { ScheduleStep } from '../../../streams/simulate/act.ts'
import type { Simulation } from '../../../streams/simulate/simulate.ts'
import { myApps } from './myApps.ts'

/** Plays a script and says what was broken, during it or at its end. */
export const faultsOf = (steps: readonly ScheduleStep[], seed: number, standins: boolean) => {
  const world = myApps({ seed, standins })
  world.clock.advance(10)
  world.play(steps)
  const left = world.settle()
  const broken = [...world.invariants.broken, ...left, ...wrong(world), ...noisy(world)]
  world.stop()
  return { broken, trace: world.invariants.trace }
}

/** Three resyncs of a converged cluster write nothing, and where nothing stands in the way they send nothing at all. */
const noisy = (world: Simulation): readonly string[] => {
  const before = world.cluster.requests.length
  for (let time = 0; time < 3; time++) {
    world.act({ _tag: 'Resync' })
    world.clock.advance(500)
  }
  const obstructed = appsOf(world).some(app => stalledOf(app) !== undefined)
  return world.cluster.requests
    .slice(before)
    .filter(({ port }) => port === 'write' || (port === 'read' && !obstructed))
    .map(({ method, path, code }) => `a resync sends ${method} ${path}: ${code}`)
}

/** What a person would see who compares each MyApp with what there is: independent of plans and of what they leave out. */
const wrong = (world: Simulation): readonly string[] =>
  appsOf(world).flatMap(app =>
    app.spec.paused === true ? [] : wrongOf(world, app).map(fault => `${app.metadata.name}: ${fault}`),
  )

const wrongOf = (world: Simulation, app: MyAppObject): readonly string[] => {
  const { port, config = {}, env = {}, image, replicas } = app.spec
  const squatted = [
    Deployment,
    ...(port === undefined ? [] : [Service]),
    ...(Object.keys(config).length === 0 ? [] : [ConfigMap]),
  ]
    .map(kind => childOf(world, kind, app))
    .some(child => child !== undefined && controllerOf(child)?.uid !== app.metadata.uid)
  const stalled = stalledOf(app)
  const faults: string[] = []
  if (squatted !== (stalled === 'ChildNotOwned')) faults.push(`squatted ${squatted}, and Stalled says ${stalled}`)
  if (!app.metadata.finalizers?.includes('example.com/finalizer')) faults.push('no finalizer')

  const expect = (what: string, is: unknown, should: unknown): void => {
    if (!isDeepStrictEqual(is, should)) faults.push(`${what} is ${JSON.stringify(is)}, not ${JSON.stringify(should)}`)
  }
  const own = (kind: Resource): KubeObject | undefined => {
    const child = childOf(world, kind, app)
    return child !== undefined && controllerOf(child)?.uid === app.metadata.uid ? child : undefined
  }
  const [deployment, service, configMap] = [own(Deployment), own(Service), own(ConfigMap)]
  if (!squatted) {
    expect('a Deployment', deployment !== undefined, true)
    expect('a Service', service !== undefined, port !== undefined)
    expect('a ConfigMap', configMap !== undefined, Object.keys(config).length > 0)
  }
  // The Deployment that mounts a ConfigMap of somebody else's stays as it is.
  const mounts = childOf(world, ConfigMap, app)
  const waits = Object.keys(config).length > 0 && mounts !== undefined && configMap === undefined
  if (deployment !== undefined && !waits) {
    const container = at(deployment, 'spec', 'template', 'spec', 'containers', '0')
    expect('replicas', at(deployment, 'spec', 'replicas'), replicas)
    expect('image', at(container, 'image'), image)
    expect(
      'env',
      at(container, 'env') ?? [],
      Object.entries(env).map(([name, value]) => ({ name, value })),
    )
    expect('ports', at(container, 'ports', '0', 'containerPort'), port)
    expect(
      'volumes',
      at(deployment, 'spec', 'template', 'spec', 'volumes') !== undefined,
      Object.keys(config).length > 0,
    )
  }
  if (service !== undefined && port !== undefined) {
    expect(
      'service ports',
      [at(service, 'spec', 'ports', '0', 'port'), at(service, 'spec', 'ports', '1')],
      [port, undefined],
    )
  }
  // Where a child is not ours nothing is deleted, so one that is desired no longer stays.
  const stays = squatted && Object.keys(config).length === 0
  if (configMap !== undefined && !stays) expect('data', ours(at(configMap, 'data'), config), config)
  return faults
}

/** What somebody else wrote there, and a MyApp does not ask for, stays. */
const ours = (data: unknown, config: { readonly [file: string]: string }): unknown =>
  Object.fromEntries(
    Object.entries(isRecord(data) ? data : {}).filter(([file, text]) => file in config || text !== 'tampered'),
  )

const appsOf = ({ cluster }: Simulation): readonly MyAppObject[] =>
  [...objectsOf(cluster.state(), MyApp)].flatMap(object =>
    MyApp.codec.is(object) && object.metadata.deletionTimestamp === undefined ? [object] : [],
  )

const stalledOf = (app: MyAppObject): unknown => {
  const conditions: unknown = app.status?.conditions
  return Array.isArray(conditions) ? conditions.find(each => each.type === 'Stalled')?.reason : undefined
}

const childOf = ({ cluster }: Simulation, kind: Resource, app: MyAppObject): KubeObject | undefined => {
  const found = objectOf(cluster.state(), kind, keyOf(app.metadata))
  return KubeObject.is(found) ? found : undefined
}

const at = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (within, field) => (isRecord(within) || Array.isArray(within) ? Reflect.get(within, field) : undefined),
    value,
  )
