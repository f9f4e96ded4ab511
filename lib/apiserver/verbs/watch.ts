import { seededRandom } from '../../recording/seededRandom.ts'
import { type ApiCall, type CallAnswer, isTrue } from '../call/call.ts'
import type { ResourceType } from '../objects/resourceType.ts'
import { acceptedOf } from '../presenting/accept.ts'
import type { Form } from '../presenting/representation.ts'
import { type IncludeObject, includeObjectOf } from '../presenting/tableForm.ts'
import { type Matches, selects } from '../selectors/selection.ts'
import { type ClusterState, collectionOf } from '../store/state.ts'
import type { WatchCursor } from '../wire/request.ts'
import { checkListOptions, queriedVersion, wholeNumber } from '../wire/resourceVersionRules.ts'

/** Where one watcher stands, as `pull` keeps it. */
export interface Cursor extends WatchCursor {
  readonly _tag: 'Cursor'
  readonly type: ResourceType
  /** The registry in which `type` was last found. */
  readonly types: readonly ResourceType[]
  readonly matches: Matches
  readonly form: Form
  readonly includeObject: IncludeObject
  /** All events up to this resourceVersion were sent. */
  readonly seen: number
  /** The watch was asked to begin before what is remembered. */
  readonly expired: boolean
  /** The initial events: all objects, and then perhaps the bookmark that marks their end. */
  readonly initial: 'none' | 'objects' | 'objects and bookmark'
  readonly bookmarks: boolean
  readonly startMs: number
  readonly bookmarkMs: number
  /** Whether table columns were sent already. */
  readonly columnsSent: boolean
}

/** Accepts a watch. Its events come by `pull`. */
export const watch = (state: ClusterState, { type, namespace, name, request, nowMs }: ApiCall): CallAnswer => {
  const { query } = request
  checkListOptions(query, true)
  const ofName = name === '' ? '' : `metadata.name=${name}`
  const fieldSelector = [query.fieldSelector ?? '', ofName].filter(part => part !== '').join(',')
  const asked = queriedVersion(query, 'other') ?? 0
  const sendInitialEvents = query.sendInitialEvents === undefined ? asked === 0 : isTrue(query.sendInitialEvents)
  const streaming = sendInitialEvents && query.sendInitialEvents !== undefined
  const bookmarks = isTrue(query.allowWatchBookmarks)
  const { resourceVersion, compactedTo, since } = collectionOf(state, type)
  const cursor: Cursor = {
    _tag: 'Cursor',
    type,
    types: state.types,
    matches: selects(type, { namespace, labelSelector: query.labelSelector, fieldSelector }),
    form: acceptedOf(request.accept, type.custom).form,
    includeObject: includeObjectOf(query.includeObject),
    seen: asked === 0 ? resourceVersion : asked,
    expired: asked > 0 && !sendInitialEvents && asked < Math.max(compactedTo, since),
    initial: !sendInitialEvents ? 'none' : streaming && bookmarks ? 'objects and bookmark' : 'objects',
    bookmarks,
    startMs: nowMs,
    bookmarkMs: nowMs,
    columnsSent: false,
    timeoutSeconds: timeoutOf(query.timeoutSeconds, seededRandom(state.seed + nowMs)()),
  }
  return { state, response: { _tag: 'Watch', watch: cursor } }
}

/** The real server draws from [1800, 3600) where the client names no timeout. */
const timeoutOf = (text: string | undefined, random: number): number => {
  const seconds = wholeNumber(text)
  return seconds > 0 ? seconds : 1800 + Math.floor(random * 1800)
}

export const isCursor = (cursor: WatchCursor): cursor is Cursor => cursor._tag === 'Cursor'
