import { concat, defer, filter, ignoreElements, map, type Observable, of, skipWhile, take } from 'rxjs'
import { MyApp, type MyAppObject } from '../../../crd/myapp.ts'
import { Deployment } from '../../../lib/kube/kinds.ts'
import { pathOf } from '../../../lib/kube/object.ts'
import type { ClusterConnection } from '../connection/openCluster.ts'
import { applySamples, samples } from './install.ts'
import { isReady } from './myApps.ts'

/** One step of the demo: an act, and the state that it must lead to. */
export interface Chapter {
  readonly title: string
  readonly act: Observable<unknown>
  /** Whether the controller has noticed the act. Default: true at once. */
  readonly noticed?: (apps: readonly MyAppObject[]) => boolean
  readonly converged: (apps: readonly MyAppObject[]) => boolean
}

export type StoryEvent =
  | { readonly _tag: 'Chapter'; readonly title: string }
  | { readonly _tag: 'Converged'; readonly title: string; readonly apps: readonly MyAppObject[] }

const allReady =
  (count: number) =>
  (apps: readonly MyAppObject[]): boolean =>
    apps.length >= count && apps.every(isReady)

/** Applies the samples alone: the demo does no more to a cluster of your own. */
export const beginning = (connection: ClusterConnection, namespace: string): readonly Chapter[] => [
  {
    title: `apply the MyApps of crd/samples to namespace ${namespace}`,
    act: applySamples(connection, namespace),
    converged: allReady(samples(namespace).length),
  },
]

/** The whole demo: apply, scale, break, delete. */
export const story = (connection: ClusterConnection, namespace: string): readonly Chapter[] => {
  const count = samples(namespace).length
  const hasFive = (apps: readonly MyAppObject[]) => apps.some(app => app.status?.readyReplicas === 5)
  return [
    ...beginning(connection, namespace),
    {
      title: 'scale web to 5',
      act: connection.request('PATCH', `${pathOf(MyApp, namespace, 'web')}/scale`, {
        contentType: 'application/merge-patch+json',
        body: { spec: { replicas: 5 } },
      }),
      converged: apps => allReady(count)(apps) && hasFive(apps),
    },
    {
      title: 'break web: delete its Deployment',
      act: connection.request('DELETE', pathOf(Deployment, namespace, 'web')),
      noticed: apps => !apps.every(isReady),
      converged: apps => allReady(count)(apps) && hasFive(apps),
    },
    {
      title: 'delete minimal',
      act: connection.request('DELETE', pathOf(MyApp, namespace, 'minimal')),
      converged: apps => allReady(count - 1)(apps) && !apps.some(app => app.metadata.name === 'minimal'),
    },
  ]
}

/** Plays the chapters one after the other, each once the one before has converged. */
export const tell = (chapters: readonly Chapter[], apps$: Observable<readonly MyAppObject[]>): Observable<StoryEvent> =>
  concat(
    ...chapters.map(({ title, act, noticed = () => true, converged }) =>
      concat(
        of<StoryEvent>({ _tag: 'Chapter', title }),
        act.pipe(ignoreElements()),
        defer(() => apps$).pipe(
          skipWhile(apps => !noticed(apps)),
          filter(converged),
          take(1),
          map((apps): StoryEvent => ({ _tag: 'Converged', title, apps })),
        ),
      ),
    ),
  )
