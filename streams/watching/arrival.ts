import { isRight } from 'fp-ts/lib/Either.js'
import { isRecord } from '../../lib/json/fields.ts'
import { isDeeperThan } from '../../lib/json/isDeeperThan.ts'
import { mostLevels } from '../../lib/json/notJson.ts'
import { oddityIn } from '../../lib/json/oddityIn.ts'
import { decode } from '../../lib/kube/decode.ts'
import { KubeObject, type Resource } from '../../lib/kube/object.ts'
import type { Claim } from '../../lib/kube/ownership/claim.ts'
import type { StatusParts } from '../../lib/kube/ownership/statusParts.ts'
import type { Seen, WatchEvent } from '../../lib/kube/watchEvent.ts'

export type Undecodable = Extract<WatchEvent, { _tag: 'Undecodable' }>

export interface ArrivalOptions {
  /** The part of an object to keep. Default: all. */
  readonly keep?: <K extends KubeObject>(object: K, size?: number) => K
  /** Reads what our field manager holds. Default: nothing is read. */
  readonly claimOf?: ((value: unknown) => Claim) | undefined
  /** Reads what our field manager has set of the status. Default: nothing is read. */
  readonly statusOf?: ((value: unknown) => StatusParts) | undefined
}

/**
 * A freshly parsed value becomes an object that was seen, as much of it as is to
 * be kept, or is `Undecodable`. `metadata.managedFields` (30 % of a Deployment's
 * bytes) goes once the claim is read: the value is ours alone. `size`: the length of the text that it was parsed from.
 */
export const arrival = <O extends KubeObject>(
  { kind, codec }: Pick<Resource<O>, 'kind' | 'codec'>,
  value: unknown,
  { keep = object => object, claimOf, statusOf }: ArrivalOptions = {},
  size?: number,
): Seen<O> | Undecodable => {
  const oddity = oddityIn(value, mostLevels)
  if (oddity?._tag === 'Deep') return tooDeep(kind, value, keep, claimOf?.(undefined))
  const claim = claimOf?.(value)
  const status = statusOf?.(value)
  const held = { ...(claim && { claim }), ...(status && { status }) }
  dropManagedFields(value)
  const decoded = decode(codec, value)
  if (isRight(decoded) && oddity === undefined) return { _tag: 'Accepted', object: keep(decoded.right, size), ...held }
  const reasons = oddity ? [`${oddity.path}: ${tooLong}`] : isRight(decoded) ? [] : decoded.left
  const object = decode(KubeObject, value)
  return isRight(object)
    ? { _tag: 'Refused', object: keep(object.right, size), reasons, ...held }
    : undecodable(JSON.stringify(value) ?? String(value), `not a ${kind}: ${object.left.join('; ')}`)
}

const tooLong = 'is an integer beyond 2^53, which would be rounded: say it as text'
const reason = `it is nested deeper than ${mostLevels} levels`

/** What recurses over an object would end the process on it, so only its identity is kept, and of our fields nothing is known. */
const tooDeep = (
  kind: string,
  value: unknown,
  keep: <K extends KubeObject>(object: K) => K,
  claim: Claim | undefined,
): Seen<never> | Undecodable => {
  dropManagedFields(value)
  const { apiVersion, kind: named, metadata } = isRecord(value) ? value : {}
  if (isDeeperThan(metadata, mostLevels)) return undecodable('', `not a ${kind}: ${reason}`)
  const object = decode(KubeObject, { apiVersion, kind: named, metadata })
  return isRight(object)
    ? { _tag: 'Refused', object: keep(object.right), reasons: [reason], ...(claim && { claim }) }
    : undecodable('', `not a ${kind}: ${reason}`)
}

export const undecodable = (text: string, problem: string): Undecodable => ({
  _tag: 'Undecodable',
  text: text.slice(0, 200),
  problem,
})

/** The metadata is built anew rather than thinned out: an object that a field was deleted from is a slow and large one. */
const dropManagedFields = (value: unknown): void => {
  if (!isRecord(value) || !isRecord(value.metadata) || !('managedFields' in value.metadata)) return
  const metadata: { [field: string]: unknown } = {}
  for (const field in value.metadata) if (field !== 'managedFields') metadata[field] = value.metadata[field]
  Object.assign(value, { metadata })
}
