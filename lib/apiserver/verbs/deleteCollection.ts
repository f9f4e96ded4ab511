import { isRecord } from '../../json/fields.ts'
import type { ApiCall, CallAnswer } from '../call/call.ts'
import { type ClusterState, objectKey, objectOf } from '../store/state.ts'
import { deleteOptions } from '../wire/deleteOptions.ts'
import { deleteWithConsequences } from './delete.ts'
import { list } from './list.ts'

/** DELETE of a collection: each object that is listed by itself. Answers with that list. */
export const deleteCollection = (state: ClusterState, call: ApiCall): CallAnswer => {
  const options = deleteOptions(call.request)
  const { response } = list(state, call)
  const listed = response._tag === 'Body' && isRecord(response.body) ? response.body.items : []
  const items = Array.isArray(listed) ? listed.filter(isRecord) : []
  const emptied = items.reduce((next, item) => {
    const object = objectOf(next, call.type, objectKey(item))
    return object === undefined ? next : deleteWithConsequences(next, call, object, options).state
  }, state)
  return { state: emptied, response }
}
