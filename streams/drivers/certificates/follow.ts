import { distinctUntilChanged, filter, ignoreElements, map, merge, type Observable, Subject, tap } from 'rxjs'
import { createStore } from '../../../lib/cache/store.ts'
import { type KubeObject, keyOf, type Resource } from '../../../lib/kube/object.ts'
import type { ListWatchSources } from '../../ports/sources.ts'
import { listWatch } from '../../watching/listWatch.ts'
import { reflect } from '../../watching/reflect.ts'

/** One object, wherever its life goes. */
export interface Followed {
  /** The object as it is known; `undefined` while it does not exist. Emits first when that is known. */
  readonly object$: Observable<KubeObject | undefined>
  /** Takes the server's answer to an own write, before the watch shows it. */
  readonly learn: (object: KubeObject) => void
}

/** Follows it by a watch that selects its name, which RBAC can allow for that name alone. `tell`: what is wrong with the watch. */
export const follow = (
  resource: Resource,
  ref: { readonly namespace?: string; readonly name: string },
  sources: ListWatchSources,
  tell: (problem: string) => void,
): Followed => {
  const store = createStore()
  const learned = new Subject<KubeObject>()
  const { namespace, name } = ref
  const selection = { ...(namespace !== undefined && { namespace }), fieldSelector: `metadata.name=${name}` }
  const { events$, health$ } = listWatch(resource, sources, { selection })
  const problems$ = health$.pipe(
    map(({ problem }) => problem),
    distinctUntilChanged(),
    tap(problem => problem !== undefined && tell(problem)),
    ignoreElements(),
  )
  const changes$ = merge(
    events$.pipe(reflect(store)),
    learned.pipe(map(object => store.learn({ _tag: 'Accepted', object }))),
  )
  return {
    object$: merge(
      problems$,
      changes$.pipe(
        filter(() => store.listed()),
        map(() => store.get(keyOf(ref))?.object),
        distinctUntilChanged(),
      ),
    ),
    learn: object => learned.next(object),
  }
}
