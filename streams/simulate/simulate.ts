import { BehaviorSubject, type Observable, Subject, type Subscription, tap } from 'rxjs'
import { type ClusterState, compact, objectsOf } from '../../lib/apiserver/store/state.ts'
import type { Controller } from '../../lib/controller/controller.ts'
import type { KubeObject } from '../../lib/kube/object.ts'
import { seededRandom } from '../../lib/recording/seededRandom.ts'
import type { RunOptions } from '../circle/run.ts'
import { run } from '../circle/run.ts'
import type { RunEvent } from '../circle/runEvent.ts'
import type { Sources } from '../ports/sources.ts'
import { type Act, describeStep, type ScheduleStep } from './act.ts'
import { clear, fairWeather, faultySources } from './faultySources.ts'
import { type Invariants, invariants } from './invariants.ts'
import { type ModelCluster, modelSources } from './modelSources.ts'
import { notConverged } from './oracle.ts'
import { runStandins } from './standins.ts'
import { perform } from './users.ts'
import { type VirtualClock, virtualClock } from './virtualClock.ts'

export interface SimulationOptions<O extends KubeObject> {
  readonly controller: Controller<O>
  /** The cluster to begin with: kinds installed, and whatever is there already. */
  readonly initial: ClusterState
  /** Decides latencies and jitter. */
  readonly seed: number
  readonly startMs: number
  /** Stand-ins for Deployment controller, kubelet and garbage collector. Default true. */
  readonly standins?: boolean
  readonly options?: RunOptions
  /** A mutating webhook, say: the last that stands between the ports and the server. */
  readonly wrap?: (sources: ModelCluster['sources'], cluster: ModelCluster) => ModelCluster['sources']
}

/** A cluster, the people in it, the weather, and one controller process that is started again whenever it is killed. */
export interface Simulation {
  readonly clock: VirtualClock
  readonly cluster: ModelCluster
  readonly invariants: Invariants
  readonly events$: Observable<RunEvent>
  readonly act: (act: Act) => void
  readonly play: (steps: readonly ScheduleStep[]) => void
  /** Ends all faults and lets virtual time pass until nothing is left to do; says what is left after `limitMs`. */
  readonly settle: (limitMs?: number) => readonly string[]
  readonly kill: () => void
  readonly stop: () => void
}

/** After this time every request that a fault delayed has arrived. */
const slowestMs = 10_000

/** From a kill to the next start, in ms. */
const restartMs = 50

export const simulation = <O extends KubeObject>({
  controller,
  initial,
  seed,
  startMs,
  standins = true,
  options = {},
  wrap = sources => sources,
}: SimulationOptions<O>): Simulation => {
  const random = seededRandom(seed)
  const clock = virtualClock(startMs)
  const cluster = modelSources(initial, { scheduler: clock, random })
  const weather = fairWeather()
  const leading = new BehaviorSubject(true)
  const resync = new Subject<void>()
  const events = new Subject<RunEvent>()
  const watchman = invariants(controller, cluster)
  const around = standins ? runStandins(cluster, clock) : undefined
  let process: Subscription | undefined
  let restart: Subscription | undefined

  const kill = (): void => {
    process?.unsubscribe()
    process = undefined
    watchman.restarted()
    restart?.unsubscribe()
    restart = clock.schedule(start, restartMs)
  }
  const outrun = ({ path }: { readonly path: string }): void => {
    const [bare = ''] = path.replace(/\/status(\?|$)/, '?').split('?')
    const body = { metadata: { annotations: { 'somebody/was-here': String(clock.now()) } } }
    cluster.send({ method: 'PATCH', path: bare, contentType: 'application/merge-patch+json', body })
  }
  const start = (): void => {
    const watched = watchman.around(wrap(cluster.sources, cluster))
    const faulty = faultySources(watched, { weather, scheduler: clock, random, outrun, kill })
    const sources: Sources = { ...watchman.ofProcess(faulty), leading$: leading }
    process = run(controller, sources, { ...options, resync$: resync })
      .pipe(tap(watchman.told))
      .subscribe(event => events.next(event))
  }

  const act = (step: Act): void => {
    switch (step._tag) {
      case 'Write':
        for (let at = 0; at < step.after; at++) weather.writes.push('none')
        weather.writes.push(step.fault)
        return
      case 'Read':
        weather.reads.push(step.fault)
        return
      case 'Open':
        weather.opens.push(step.fault)
        return
      case 'Watch':
        weather.watches.next(step.fault)
        return
      case 'Lag':
        weather.lagMs = step.ms
        return
      case 'Compact':
        cluster.change(state => compact(state, state.resourceVersion))
        weather.watches.next('reset')
        return
      case 'Lead':
        leading.next(step.leading)
        return
      case 'Kill':
        kill()
        return
      case 'Resync':
        resync.next()
        return
      default:
        watchman.users(step)
        perform(cluster, controller.watches, step)
    }
  }

  start()
  return {
    clock,
    cluster,
    invariants: watchman,
    events$: events.asObservable(),
    act,
    play: steps => {
      for (const step of steps) {
        clock.advance(step.afterMs)
        watchman.note(describeStep(step))
        act(step.act)
      }
    },
    settle: (limitMs = 4_000_000) => {
      clear(weather)
      if (!leading.value) leading.next(true)
      const untilMs = clock.now() + limitMs
      let left: readonly string[] = []
      for (let stepMs = slowestMs; clock.now() < untilMs; stepMs = Math.min(stepMs * 2, 500_000)) {
        clock.advance(stepMs)
        left = notConverged(controller, resource => objectsOf(cluster.state(), resource), clock.now())
        if (left.length === 0) return left
      }
      return left
    },
    kill,
    stop: () => {
      process?.unsubscribe()
      restart?.unsubscribe()
      around?.unsubscribe()
    },
  }
}
