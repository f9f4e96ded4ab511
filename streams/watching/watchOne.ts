import { catchError, defer, EMPTY, type Observable, of, repeat, timeout, timer } from 'rxjs'
import type { ApiFailure } from '../../lib/kube/failure.ts'
import type { KubeObject, Ref, Resource } from '../../lib/kube/object.ts'
import { failureOf } from '../../lib/retry/remedy.ts'
import { spread } from '../operators/spread.ts'
import type { ListWatchSources } from '../ports/sources.ts'
import { readLine } from './line.ts'
import { settingsOf } from './options.ts'

/** A change of one object. */
export type Sighting<O extends KubeObject> =
  | { readonly _tag: 'Seen'; readonly object: O }
  /** With its last state, whose resourceVersion is that of the deletion. */
  | { readonly _tag: 'Deleted'; readonly object: KubeObject }
  /** The watch failed; it is opened again. */
  | { readonly _tag: 'Blind'; readonly failure: ApiFailure }

export interface WatchOneOptions {
  /** How long a connection may be silent before it is opened again, in ms. */
  readonly silenceMs: number
  /** How long after a failure the connection is opened again, in ms; up to twice that, by chance. */
  readonly againMs: number
}

/**
 * One object for as long as one likes: a watch that selects its name, without a
 * resourceVersion, so that each connection begins with the present state. Nothing
 * is listed and no version can expire: the right to `watch` that one name is enough.
 * Its absence is not emitted, only its deletion. Neither completes nor errors.
 *
 *     watch    a--b--#              (reset)
 *     watch            ---b--c--
 *     watchOne a--b--B---b--c--     B=Blind
 */
export const watchOne = <O extends KubeObject>(
  resource: Resource<O>,
  { namespace, name }: Pick<Ref, 'namespace' | 'name'>,
  { watch, scheduler, random }: Pick<ListWatchSources, 'watch' | 'scheduler' | 'random'>,
  { silenceMs, againMs }: WatchOneOptions,
): Observable<Sighting<O>> => {
  const task = { resource, settings: settingsOf({}) }
  const fieldSelector = `metadata.name=${name}`
  const where = { fieldSelector, ...(namespace !== undefined && { namespace }) }
  const again = () => timer(againMs * (1 + random()), scheduler)

  const connection$ = defer(() => watch(resource, { ...where, timeoutSeconds: 300 + Math.floor(random() * 300) })).pipe(
    timeout({ each: silenceMs, scheduler, with: () => EMPTY }),
    spread((text): readonly Sighting<O>[] => {
      const line = readLine(task, text, false)
      if (line._tag === 'Error') throw line.failure
      if (line._tag === 'Deleted') return [{ _tag: 'Deleted', object: line.object }]
      return line._tag === 'Changed' && line.seen._tag === 'Accepted'
        ? [{ _tag: 'Seen', object: line.seen.object }]
        : []
    }),
    catchError((error: unknown) => of<Sighting<O>>({ _tag: 'Blind', failure: failureOf(error) })),
  )
  return connection$.pipe(repeat({ delay: again }))
}
