import { Subject, Subscription, tap } from 'rxjs'
import { MyApp } from '../../../crd/myapp.ts'
import { createStore, type Store } from '../../../lib/cache/store.ts'
import { ConfigMap, Deployment, Service } from '../../../lib/kube/kinds.ts'
import { type KubeObject, keyOf, type Resource } from '../../../lib/kube/object.ts'
import type { ClusterConnection } from '../../../streams/drivers/connection/openCluster.ts'
import { listWatch } from '../../../streams/watching/listWatch.ts'
import { reflect } from '../../../streams/watching/reflect.ts'

/** The cluster as the bench's own watches see it. */
export interface BenchWorld {
  readonly app: (name: string) => KubeObject | undefined
  readonly child: (resource: Resource, name: string) => KubeObject | undefined
  /** Resolves with the moment at which `holds` has come true for all names; rejects after the limit with how many there were. */
  readonly all: (names: readonly string[], holds: (name: string) => boolean, limitMs: number) => Promise<number>
  readonly stop: () => void
}

export const watchWorld = async ({ sources }: ClusterConnection, namespace: string): Promise<BenchWorld> => {
  const changed = new Subject<string>()
  const watches = new Subscription()
  const stores = new Map<Resource, Store<KubeObject>>()
  const follow = <O extends KubeObject>(resource: Resource<O>): Promise<unknown> => {
    const store = createStore<O>()
    stores.set(resource, store)
    const changes$ = listWatch(resource, sources, { selection: { namespace } }).events$.pipe(
      reflect(store),
      tap(changes => {
        for (const { key } of changes) changed.next(key.slice(namespace.length + 1))
      }),
    )
    return new Promise(resolve => watches.add(changes$.subscribe(resolve)))
  }
  await Promise.all([follow(MyApp), follow(Deployment), follow(Service), follow(ConfigMap)])
  const child: BenchWorld['child'] = (resource, name) => stores.get(resource)?.get(keyOf({ namespace, name }))?.object

  return {
    app: name => child(MyApp, name),
    child,
    all: (names, holds, limitMs) =>
      new Promise((resolve, reject) => {
        const wanted = new Set(names)
        const done = new Set<string>()
        const end = () => {
          clearTimeout(limit)
          looking.unsubscribe()
        }
        const look = (name: string): void => {
          if (!wanted.has(name)) return
          if (holds(name)) done.add(name)
          else done.delete(name)
          if (done.size < wanted.size) return
          end()
          resolve(performance.now())
        }
        const limit = setTimeout(() => {
          end()
          reject(new Error(`only ${done.size} of ${wanted.size} within ${limitMs / 1000} s`))
        }, limitMs)
        const looking = changed.subscribe(look)
        for (const name of names) look(name)
      }),
    stop: () => watches.unsubscribe(),
  }
}
