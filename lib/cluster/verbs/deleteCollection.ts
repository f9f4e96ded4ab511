import { apiVersionOf } from '../../object.ts'
import { type Answer, answer, type Call } from '../call.ts'
import { sortedKeys } from '../collection.ts'
import { deleteOptions } from '../deleteOptions.ts'
import { asItem } from '../representation.ts'
import type { ApiObject } from '../resourceType.ts'
import { selects } from '../selectors/selection.ts'
import { type ClusterState, collectionOf } from '../state.ts'
import { deleteWithConsequences } from './delete.ts'

/** DELETE of a collection: each selected object by itself. Answers with the list of them. */
export const deleteCollection = (state: ClusterState, call: Call): Answer => {
  const { type, namespace, request } = call
  const options = deleteOptions(request)
  const matches = selects(type, { ...request.query, namespace })
  const { objects } = collectionOf(state, type)
  const items: ApiObject[] = []
  let next = state
  for (const key of sortedKeys(objects)) {
    const object = objects.get(key)
    if (object === undefined || !matches(object)) continue
    const deletion = deleteWithConsequences(next, call, object, options)
    next = deletion.state
    items.push(asItem(type, deletion.object))
  }
  return answer(next, 200, {
    kind: type.listKind,
    apiVersion: apiVersionOf(type),
    metadata: { resourceVersion: String(next.resourceVersion), ...(type.custom && { continue: '' }) },
    items,
  })
}
