import { map, type Observable, shareReplay } from 'rxjs'
import { MyApp, type MyAppObject } from '../../../crd/myapp.ts'
import { createStore } from '../../../lib/cache/store.ts'
import type { ListWatchSources } from '../../ports/sources.ts'
import { listWatch } from '../../watching/listWatch.ts'
import { reflect } from '../../watching/reflect.ts'

/** Emits all MyApps of a namespace, sorted by name, after each change. */
export const myApps = (sources: ListWatchSources, namespace: string): Observable<readonly MyAppObject[]> => {
  const store = createStore<MyAppObject>()
  return listWatch(MyApp, sources, { selection: { namespace } }).events$.pipe(
    reflect(store),
    map(() =>
      [...store.keys()]
        .sort()
        .map(key => store.get(key))
        .flatMap(seen => (seen?._tag === 'Accepted' ? [seen.object] : [])),
    ),
    shareReplay({ bufferSize: 1, refCount: true }),
  )
}

export const myAppCondition = (
  app: MyAppObject,
  type: string,
): { readonly status: string; readonly reason: string; readonly message: string } | undefined => {
  const conditions: unknown = app.status?.conditions
  return Array.isArray(conditions) ? conditions.find(condition => condition?.type === type) : undefined
}

/** Whether it is ready, and its status is about its present spec. */
export const isReady = (app: MyAppObject): boolean =>
  app.status?.observedGeneration === app.metadata.generation && myAppCondition(app, 'Ready')?.status === 'True'
