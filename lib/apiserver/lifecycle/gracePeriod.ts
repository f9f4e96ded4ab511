import { isRecord } from '../../json/fields.ts'
import { metaOf, withMeta } from '../objects/meta.ts'
import type { ApiObject, ResourceType } from '../objects/resourceType.ts'
import { timestamp } from '../objects/timestamp.ts'

/** The grace period of an object after a deletion. */
export type Grace =
  /** Its kind knows none, or it is over. */
  | { readonly _tag: 'None' }
  /** It runs already, and not longer than is asked for: nothing changes. */
  | { readonly _tag: 'Pending' }
  /** It begins, or became shorter. */
  | { readonly _tag: 'Marked'; readonly object: ApiObject; readonly seconds: number }

/** Only Pods are given time. `asked`: seconds, as the client wants it; below 0 means 1. */
export const graceOf = (type: ResourceType, object: ApiObject, asked: number | undefined, nowMs: number): Grace => {
  if (type.group !== '' || type.plural !== 'pods') return { _tag: 'None' }
  const wanted = asked !== undefined && asked < 0 ? 1 : asked
  const { deletionTimestamp, deletionGracePeriodSeconds = 0, generation } = metaOf(object)
  if (deletionTimestamp !== undefined) {
    if (deletionGracePeriodSeconds === 0) return { _tag: 'None' }
    if (wanted === undefined || wanted >= deletionGracePeriodSeconds) return { _tag: 'Pending' }
    const endMs = Date.parse(deletionTimestamp) + (wanted - deletionGracePeriodSeconds) * 1000
    // A grace period that should be over by now is at least seen to end.
    const seconds = endMs < nowMs && wanted > 0 ? 1 : wanted
    return marked(withMeta(object, ending(Math.max(endMs, nowMs), seconds)), seconds)
  }
  const seconds = firstSeconds(object, wanted)
  return marked(
    withMeta(object, {
      ...ending(nowMs + seconds * 1000, seconds),
      ...(generation !== undefined && { generation: generation + 1 }),
    }),
    seconds,
  )
}

const marked = (object: ApiObject, seconds: number): Grace => ({ _tag: 'Marked', object, seconds })

const ending = (endMs: number, seconds: number) => ({
  deletionTimestamp: timestamp(endMs),
  deletionGracePeriodSeconds: seconds,
})

/** Only a Pod that runs on a node needs time to end. */
const firstSeconds = ({ spec, status }: ApiObject, wanted: number | undefined): number => {
  if (!isRecord(spec) || typeof spec.nodeName !== 'string' || spec.nodeName === '') return 0
  const phase = isRecord(status) ? status.phase : undefined
  if (phase === 'Failed' || phase === 'Succeeded') return 0
  const seconds = wanted ?? spec.terminationGracePeriodSeconds
  if (typeof seconds !== 'number') return 30
  return seconds < 0 ? 1 : seconds
}
