import { isRight } from 'fp-ts/lib/Either.js'
import { decode } from '../../lib/decode.ts'
import { KubeObject, type Resource } from '../../lib/object.ts'
import type { Seen, WatchEvent } from '../../lib/watchEvent.ts'

export type Undecodable = Extract<WatchEvent, { _tag: 'Undecodable' }>

/**
 * A freshly parsed value becomes an object that was seen, or is `Undecodable`.
 * `metadata.managedFields` (30 % of a Deployment's bytes, read by nobody here)
 * is deleted in place: the value is ours alone.
 */
export const arrival = <O extends KubeObject>(
  { kind, codec }: Pick<Resource<O>, 'kind' | 'codec'>,
  value: unknown,
): Seen<O> | Undecodable => {
  dropManagedFields(value)
  const decoded = decode(codec, value)
  if (isRight(decoded)) return { _tag: 'Accepted', object: decoded.right }
  const object = decode(KubeObject, value)
  return isRight(object)
    ? { _tag: 'Refused', object: object.right, reasons: decoded.left }
    : undecodable(JSON.stringify(value) ?? String(value), `not a ${kind}: ${object.left.join('; ')}`)
}

export const undecodable = (text: string, problem: string): Undecodable => ({
  _tag: 'Undecodable',
  text: text.slice(0, 200),
  problem,
})

const dropManagedFields = (value: unknown): void => {
  if (typeof value !== 'object' || value === null || !('metadata' in value)) return
  const { metadata } = value
  if (typeof metadata === 'object' && metadata !== null) Reflect.deleteProperty(metadata, 'managedFields')
}
