import * as t from 'io-ts'
import { isRecord } from '../../lib/json/fields.ts'
import { parsedJson } from '../../lib/json/parsedJson.ts'
import type { ApiFailure } from '../../lib/kube/failure.ts'
import { failureOfStatus } from '../../lib/kube/failureOfStatus.ts'
import { KubeObject } from '../../lib/kube/object.ts'
import type { Seen } from '../../lib/kube/watchEvent.ts'
import { arrival, type Undecodable, undecodable } from './arrival.ts'
import { onlyVersionIn } from './resourceVersion.ts'
import type { Task } from './task.ts'

/** The content of one line of a watch. */
export type Line<O extends KubeObject> =
  | { readonly _tag: 'Changed'; readonly seen: Seen<O> }
  | { readonly _tag: 'Deleted'; readonly object: KubeObject }
  /** `initialEventsEnd`: all objects that existed at the start of a WatchList have been sent. */
  | { readonly _tag: 'Bookmark'; readonly resourceVersion: string; readonly initialEventsEnd: boolean }
  /** The object of this version is held already. */
  | { readonly _tag: 'Known'; readonly resourceVersion: string }
  | { readonly _tag: 'Error'; readonly failure: ApiFailure }
  | Undecodable

/** `isInitial`: the line belongs to a list, which has to be whole, so it is read even where its object is known. */
export const readLine = <O extends KubeObject>(
  { resource, settings }: Task<O>,
  text: string,
  isInitial = false,
): Line<O> => {
  const version = isInitial || !isChange(text) ? undefined : onlyVersionIn(text)
  if (version !== undefined && settings.isKnown(version)) return { _tag: 'Known', resourceVersion: version }
  const message = parsedJson(text)
  if (message === undefined) return undecodable(text, 'not JSON')
  if (!WatchMessage.is(message)) return undecodable(text, 'not a watch event: it has no type and object')
  switch (message.type) {
    case 'ADDED':
    case 'MODIFIED': {
      const seen = arrival(resource, message.object, settings, text.length)
      return seen._tag === 'Undecodable' ? undecodable(text, seen.problem) : { _tag: 'Changed', seen }
    }
    case 'DELETED': {
      const seen = arrival({ kind: resource.kind, codec: KubeObject }, message.object)
      return seen._tag === 'Undecodable' ? undecodable(text, seen.problem) : { _tag: 'Deleted', object: seen.object }
    }
    case 'BOOKMARK':
      return Mark.is(message.object)
        ? {
            _tag: 'Bookmark',
            resourceVersion: message.object.metadata.resourceVersion,
            initialEventsEnd: message.object.metadata.annotations?.['k8s.io/initial-events-end'] === 'true',
          }
        : undecodable(text, 'a bookmark without metadata.resourceVersion')
    case 'ERROR':
      return { _tag: 'Error', failure: failureOf(message.object) }
    default:
      return undecodable(text, `unknown watch event type ${JSON.stringify(message.type)}`)
  }
}

const isChange = (text: string): boolean => text.startsWith('{"type":"MODIFIED"') || text.startsWith('{"type":"ADDED"')

const WatchMessage = t.type({ type: t.string, object: t.unknown })

const Mark = t.type({
  metadata: t.intersection([
    t.type({ resourceVersion: t.string }),
    t.partial({ annotations: t.record(t.string, t.string) }),
  ]),
})

/** An ERROR line carries a Status object: it is handled as if the request had been answered by it. */
const failureOf = (object: unknown): ApiFailure =>
  failureOfStatus(object, {
    code: isRecord(object) && typeof object.code === 'number' ? object.code : 500,
    reason: 'Unknown',
    message: 'an ERROR line without a Status',
  })
