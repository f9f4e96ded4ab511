import type { Map as PersistentMap } from 'immutable'
import { apiVersionOf, type Key } from '../../kube/object.ts'
import { badRequest, expired, tooLargeResourceVersion } from '../../kube/status.ts'
import { type ApiCall, answerWith, type CallAnswer } from '../call/call.ts'
import type { ApiObject } from '../objects/resourceType.ts'
import { asItem } from '../presenting/representation.ts'
import { parseFieldSelector } from '../selectors/fieldSelector.ts'
import { selects } from '../selectors/selection.ts'
import { type Collection, objectsAt, sortedKeys } from '../store/collection.ts'
import { type ClusterState, collectionOf } from '../store/state.ts'
import { continueToken, latest, parseContinueToken } from '../wire/continueToken.ts'
import { refuse } from '../wire/refusal.ts'
import { checkListOptions, queriedVersion, wholeNumber } from '../wire/resourceVersionRules.ts'

/** GET of a collection: all of it, or a page of a snapshot that later pages continue. */
export const list = (state: ClusterState, call: ApiCall): CallAnswer => {
  const { type, namespace, request } = call
  checkListOptions(request.query, false)
  wholeNumber(request.query.timeoutSeconds)
  const matches = selects(type, { ...request.query, namespace })
  const { objects, resourceVersion, after } = snapshotOf(state, call)
  const limit = limitOf(request.query.limit)
  const items: ApiObject[] = []
  const keys = sortedKeys(objects)
  let at = after === undefined ? 0 : firstAfter(keys, after)
  for (; at < keys.length && items.length < limit; at++) {
    const object = objects.get(keys[at] ?? '')
    if (object !== undefined && matches(object)) items.push(asItem(type, object))
  }
  // How many of the rest the filter would pass is not known, so only the presence of more is reported.
  const rest = namesOne(call) ? 0 : countRest(keys, at, namespace)
  return answerWith(state, 200, {
    kind: type.listKind,
    apiVersion: apiVersionOf(type),
    metadata: {
      resourceVersion: String(resourceVersion),
      ...(rest > 0 && { continue: continueToken({ resourceVersion, after: keys[at - 1] ?? '' }) }),
      // The real server does not count where it would have to filter.
      ...(rest > 0 && isUnfiltered(request.query) && { remainingItemCount: rest }),
    },
    items,
  })
}

const isUnfiltered = (query: ApiCall['request']['query']): boolean =>
  (query.labelSelector ?? '') === '' && (query.fieldSelector ?? '') === ''

interface Snapshot {
  readonly objects: PersistentMap<Key, ApiObject>
  readonly resourceVersion: number
  readonly after?: Key
}

const snapshotOf = (state: ClusterState, { type, request: { query } }: ApiCall): Snapshot => {
  const collection = collectionOf(state, type)
  const asked = queriedVersion(query, 'list')
  if (query.continue !== undefined && query.continue !== '') {
    if (asked !== undefined && asked !== 0) {
      return refuse(badRequest('specifying resource version is not allowed when using continue'))
    }
    const { resourceVersion, after } = parseContinueToken(query.continue)
    if (resourceVersion === latest) {
      return { objects: collection.objects, resourceVersion: state.resourceVersion, after }
    }
    return { objects: at(collection, state, resourceVersion, () => expiredToken(after)), resourceVersion, after }
  }
  if (asked !== undefined && asked > state.resourceVersion) {
    return refuse(tooLargeResourceVersion(asked, state.resourceVersion))
  }
  const exact =
    query.resourceVersionMatch === 'Exact' ||
    (asked !== undefined && asked > 0 && limitOf(query.limit) < Infinity && query.resourceVersionMatch === undefined)
  if (exact && asked !== undefined) {
    const objects = at(collection, state, asked, () => expired('The resourceVersion for the provided list is too old.'))
    return { objects, resourceVersion: asked }
  }
  return { objects: collection.objects, resourceVersion: state.resourceVersion }
}

const at = (
  collection: Collection,
  state: ClusterState,
  resourceVersion: number,
  gone: () => ReturnType<typeof expired>,
): PersistentMap<Key, ApiObject> => {
  const forgotten = resourceVersion < state.compactedTo
  return (forgotten ? undefined : objectsAt(collection, resourceVersion)) ?? refuse(gone())
}

/** With the token that goes on all the same. */
const expiredToken = (after: Key) =>
  expired(
    'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.',
    continueToken({ resourceVersion: latest, after }),
  )

const limitOf = (text: string | undefined): number => {
  const limit = wholeNumber(text)
  return limit > 0 ? limit : Number.POSITIVE_INFINITY
}

/** The index of the first key behind `after`. */
const firstAfter = (keys: readonly Key[], after: Key): number => {
  let low = 0
  let high = keys.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((keys[middle] ?? '') <= after) low = middle + 1
    else high = middle
  }
  return low
}

/** How many keys of the namespace there are from `from` on. */
const countRest = (keys: readonly Key[], from: number, namespace: string): number => {
  if (namespace === '') return keys.length - from
  let end = from
  while (keys[end]?.startsWith(`${namespace}/`) === true) end++
  return end - from
}

/** The list of one object by its name has no pages. */
const namesOne = ({ type, request }: ApiCall): boolean =>
  parseFieldSelector(request.query.fieldSelector ?? '', type).some(
    ({ field, equals }) => field === 'metadata.name' && equals,
  )
