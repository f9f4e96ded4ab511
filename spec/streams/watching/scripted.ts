import assert from 'node:assert/strict'
import type { Observable } from 'rxjs'
import type { RunHelpers, TestScheduler } from 'rxjs/testing'
import type { ApiFailure } from '../../../lib/kube/failure.ts'
import { type KubeObject, kind } from '../../../lib/kube/object.ts'
import type { Seen, WatchEvent } from '../../../lib/kube/watchEvent.ts'
import type { ListOptions, ListPage, ListPart, ListWatchSources, WatchOptions } from '../../../streams/ports/sources.ts'

/** Values for marble tests of `listWatch`: objects are `name@resourceVersion`. */

export const Widget = kind('example.com', 'v1', 'Widget', 'widgets')

export const widget = (text: string): KubeObject => {
  const [name = '', resourceVersion = '1'] = text.split('@')
  return {
    apiVersion: 'example.com/v1',
    kind: 'Widget',
    metadata: { namespace: 'demo', name, uid: `uid-${name}`, resourceVersion },
  }
}

export const seen = (text: string): Seen => ({ _tag: 'Accepted', object: widget(text) })
export const changed = (text: string): WatchEvent => ({ _tag: 'Changed', seen: seen(text) })
export const deleted = (text: string): WatchEvent => ({ _tag: 'Deleted', object: widget(text) })
export const bookmark = (resourceVersion: string): WatchEvent => ({ _tag: 'Bookmark', resourceVersion })
export const listed = (resourceVersion: string, ...objects: string[]): WatchEvent => ({
  _tag: 'Listed',
  resourceVersion,
  objects: objects.map(seen),
})

export const page = (resourceVersion: string, objects: readonly string[], more?: string): ListPage => ({
  resourceVersion,
  items: objects.map(widget),
  ...(more !== undefined && { continue: more }),
})

export const part = (...objects: readonly string[]): ListPart => ({ part: objects.map(widget) })

export const line = (type: string, text: string): string => JSON.stringify({ type, object: widget(text) })

export const mark = (resourceVersion: string, end = false): string =>
  JSON.stringify({
    type: 'BOOKMARK',
    object: {
      kind: 'Widget',
      apiVersion: 'example.com/v1',
      metadata: { resourceVersion, ...(end && { annotations: { 'k8s.io/initial-events-end': 'true' } }) },
    },
  })

export const errorLine = (code: number, reason: string, message = reason, retryAfterSeconds?: number): string =>
  JSON.stringify({
    type: 'ERROR',
    object: { kind: 'Status', code, reason, message, ...(retryAfterSeconds && { details: { retryAfterSeconds } }) },
  })

export const status = (code: number, reason: string, message = reason, retryAfterMs?: number): ApiFailure => ({
  _tag: 'Status',
  code,
  reason,
  message,
  ...(retryAfterMs !== undefined && { retryAfterMs }),
})

export const reset: ApiFailure = { _tag: 'Connection', message: 'read ECONNRESET', sent: true }

/** A request that is expected, its answer in marbles, and when it is to be subscribed to. */
export type Script = {
  readonly answer: string
  readonly error?: unknown
  readonly subscribed: string
} & (
  | { readonly list: ListOptions; readonly values?: Readonly<Record<string, ListPage | ListPart>> }
  | { readonly watch: WatchOptions; readonly values?: Readonly<Record<string, string>> }
)

/** Sources that answer the requests of the scripts, in order, and nothing else. */
export const scripted = (scheduler: TestScheduler, helpers: RunHelpers, scripts: readonly Script[], random: number) => {
  let asked = 0
  const next = (sent: object): Script => {
    const script = scripts[asked]
    assert.ok(script, `request ${asked} was not expected at ${scheduler.now()} ms: ${JSON.stringify(sent)}`)
    asked += 1
    return script
  }
  const play = <T>({ answer, error, subscribed }: Script, values: Readonly<Record<string, T>> = {}): Observable<T> => {
    const answer$ = helpers.cold(answer, values, error)
    helpers.expectSubscriptions(answer$.subscriptions).toBe(subscribed)
    return answer$
  }
  const sources: ListWatchSources = {
    list: (_, options) => {
      const script = next(options)
      assert.ok('list' in script, `not a LIST: ${JSON.stringify(options)}`)
      assert.deepEqual(options, script.list)
      return play(script, script.values)
    },
    watch: (_, options) => {
      const script = next(options)
      assert.ok('watch' in script, `not a WATCH: ${JSON.stringify(options)}`)
      assert.deepEqual(options, script.watch)
      return play(script, script.values)
    },
    scheduler,
    random: () => random,
  }
  return { sources, asked: () => asked }
}
