import * as t from 'io-ts'
import { catchError, map, NEVER, type Observable, type SchedulerLike, throwError } from 'rxjs'
import { isSecret, withoutValues } from '../../lib/controller/secrecy.ts'
import { isRecord } from '../../lib/json/fields.ts'
import { isApiFailure } from '../../lib/kube/failure.ts'
import { type Codec, describeRef, KubeObject, type Manifest } from '../../lib/kube/object.ts'
import type { Port, RecordedOptions } from '../../lib/recording/recording.ts'
import type { RunOptions } from '../circle/run.ts'
import type { ListPage, ListPart, Selection, Sources, WriteRequest } from '../ports/sources.ts'

/** The one gate through which everything enters a run that is recorded or replayed. */
export interface Intake {
  /** One call. `of` says what for; `codec` accepts its answers; `source` is the world's answer, where there is a world. */
  readonly answers: <T>(port: Port, of: string, codec: Codec<T>, source: () => Observable<T>) => Observable<T>
  readonly scheduler: SchedulerLike
  readonly random: () => number
}

export interface Inputs {
  readonly sources: Omit<Sources, 'scheduler' | 'random'>
  readonly options: RunOptions
}

/** Passes each input of a run through an intake. Recording and replaying share it, so they number inputs alike. */
export const through = (
  { answers, scheduler, random }: Intake,
  { sources, options }: Inputs,
): { readonly sources: Sources; readonly options: RunOptions } => {
  const { resync$ = NEVER, stop$ = NEVER, allowDeletes$, calls = {} } = options
  return {
    sources: {
      scheduler,
      random,
      // Holds what came in, and takes in nothing itself.
      ...(sources.packing && { packing: sources.packing }),
      leading$: answers('leading', '', t.boolean, () => sources.leading$),
      list: (resource, asked) =>
        answers('list', resource.kind + describeSelection(asked), ListCodec, () => sources.list(resource, asked)),
      watch: (resource, asked) =>
        answers('watch', resource.kind + describeSelection(asked), t.string, () => sources.watch(resource, asked)),
      read: (resource, ref) => answers('read', describeRef(ref), Found, () => sources.read(resource, ref)),
      write: request =>
        answers('write', `${request.method} ${request.path}`, t.unknown, () =>
          sources.write(request).pipe(catchError(error => throwError(() => withoutSecrets(request, error)))),
        ),
    },
    options: {
      ...options,
      resync$: answers('resync', '', t.undefined, () => resync$.pipe(bare)),
      ...(allowDeletes$ && {
        allowDeletes$: answers('allowDeletes', '', t.undefined, () => allowDeletes$.pipe(bare)),
      }),
      stop$: answers('stop', '', t.undefined, () => stop$.pipe(bare)),
      calls: Object.fromEntries(
        Object.entries(calls).map(([name, call]) => [
          name,
          (input: unknown) => answers('call', name, t.undefined, () => call(input).pipe(bare)),
        ]),
      ),
    },
  }
}

/** A server quotes what it refuses. */
const withoutSecrets = ({ body, path }: WriteRequest, error: unknown): unknown => {
  // What concerns rights and existence quotes no value, and is read for its meaning.
  if (!isApiFailure(error) || (error._tag === 'Status' && [403, 404].includes(error.code))) return error
  if (isManifest(body)) return isSecret(body) ? { ...error, message: withoutValues(error.message, body) } : error
  return path.includes('/secrets/')
    ? { ...error, message: 'it was refused, in words that may quote the Secret' }
    : error
}

const isManifest = (body: unknown): body is Manifest =>
  isRecord(body) && typeof body.apiVersion === 'string' && typeof body.kind === 'string' && isRecord(body.metadata)

/** The options that are data. */
export const dataOf = ({
  resync$: _r,
  stop$: _s,
  allowDeletes$: _a,
  calls: _c,
  live: _l,
  ...data
}: RunOptions): DataOptions => data

export type DataOptions = Omit<RunOptions, 'resync$' | 'stop$' | 'allowDeletes$' | 'calls' | 'live'>

/** Options that the codec of recordings does not know; there may be none. */
type Forgotten = Exclude<keyof DataOptions, keyof RecordedOptions>
type Complete = [Forgotten] extends [never] ? true : Forgotten
export const recordsEveryOption: Complete = true

/** Ports of which a run uses only that they emit: their values need not even be JSON. */
const bare = map((_: unknown) => undefined)

const ListCodec: Codec<ListPart | ListPage> = t.union([
  t.intersection([
    t.type({ resourceVersion: t.string, items: t.readonlyArray(t.unknown) }),
    t.partial({ continue: t.string }),
  ]),
  t.type({ part: t.readonlyArray(t.unknown) }),
])

const Found: Codec<KubeObject | undefined> = t.union([KubeObject, t.undefined])

const describeSelection = ({ namespace, labelSelector, fieldSelector }: Selection): string =>
  [
    namespace !== undefined && ` in ${namespace}`,
    labelSelector && ` with ${labelSelector}`,
    fieldSelector && ` where ${fieldSelector}`,
  ]
    .filter(part => typeof part === 'string')
    .join('')
