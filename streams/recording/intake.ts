import * as t from 'io-ts'
import { map, NEVER, type Observable, type SchedulerLike } from 'rxjs'
import { type Codec, describeRef, KubeObject } from '../../lib/kube/object.ts'
import type { Port, RecordedOptions } from '../../lib/recording/recording.ts'
import type { RunOptions } from '../circle/run.ts'
import type { ListPage, Selection, Sources } from '../ports/sources.ts'

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
      leading$: answers('leading', '', t.boolean, () => sources.leading$),
      list: (resource, asked) =>
        answers('list', resource.kind + describeSelection(asked), ListPageCodec, () => sources.list(resource, asked)),
      watch: (resource, asked) =>
        answers('watch', resource.kind + describeSelection(asked), t.string, () => sources.watch(resource, asked)),
      read: (resource, ref) => answers('read', describeRef(ref), Found, () => sources.read(resource, ref)),
      write: request => answers('write', `${request.method} ${request.path}`, t.unknown, () => sources.write(request)),
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

const ListPageCodec: Codec<ListPage> = t.intersection([
  t.type({ resourceVersion: t.string, items: t.readonlyArray(t.unknown) }),
  t.partial({ continue: t.string }),
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
