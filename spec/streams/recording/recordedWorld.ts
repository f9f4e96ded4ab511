import { BehaviorSubject, Subject } from 'rxjs'
import { crdManifest } from '../../../crd/manifests.ts'
import { MyApp } from '../../../crd/myapp.ts'
import { emptyCluster } from '../../../lib/apiserver/store/state.ts'
import type { Controller } from '../../../lib/controller/controller.ts'
import { canonical } from '../../../lib/json/canonical.ts'
import type { KubeObject } from '../../../lib/kube/object.ts'
import { seededRandom } from '../../../lib/recording/seededRandom.ts'
import type { RunOptions } from '../../../streams/circle/run.ts'
import type { RunEvent } from '../../../streams/circle/runEvent.ts'
import { type RecordOptions, record } from '../../../streams/recording/record.ts'
import { fairWeather, faultySources } from '../../../streams/simulate/faultySources.ts'
import { modelSources } from '../../../streams/simulate/modelSources.ts'
import { runStandins } from '../../../streams/simulate/standins.ts'
import { perform, type UserAct } from '../../../streams/simulate/users.ts'
import { virtualClock } from '../../../streams/simulate/virtualClock.ts'

export const startMs = Date.UTC(2026, 0, 1)

/** A recorded run over the API server model, on virtual time, in whatever weather. */
export const recordedWorld = <O extends KubeObject>(
  controller: Controller<O>,
  seed: number,
  options: RunOptions = {},
  recordOptions: RecordOptions = {},
) => {
  const clock = virtualClock(startMs)
  const random = seededRandom(seed)
  const cluster = modelSources(emptyCluster({ nowMs: startMs }), { scheduler: clock, random })
  const path = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
  cluster.send({ method: 'POST', path, body: JSON.parse(JSON.stringify(crdManifest())) })
  runStandins(cluster, clock)
  const weather = fairWeather()
  const leading$ = new BehaviorSubject(true)
  const stop$ = new Subject<void>()
  const resync$ = new Subject<void>()
  const outrun = ({ path }: { readonly path: string }): void => {
    const [bare = ''] = path.replace(/\/status(\?|$)/, '?').split('?')
    const body = { metadata: { annotations: { 'somebody/was-here': String(clock.now()) } } }
    cluster.send({ method: 'PATCH', path: bare, contentType: 'application/merge-patch+json', body })
  }
  const faulty = { weather, scheduler: clock, random, outrun, kill: () => undefined }
  const sources = { ...faultySources(cluster.sources, faulty), leading$ }

  const lines: string[] = []
  const events: string[] = []
  const run = record(controller, sources, { ...options, stop$, resync$ }, line => lines.push(line), recordOptions)
  let completed = false
  const running = run.subscribe({
    next: event => events.push(canonical(event)),
    complete: () => {
      completed = true
    },
  })
  return {
    cluster,
    clock,
    weather,
    leading$,
    stop$,
    resync$,
    run,
    running,
    act: (act: UserAct) => perform(cluster, MyApp, act),
    events: (): readonly string[] => events,
    completed: () => completed,
    text: () => `${lines.join('\n')}\n`,
  }
}

export const plansOf = (events: readonly RunEvent[]): readonly string[] =>
  events.filter(({ _tag }) => _tag === 'Planned').map(canonical)
