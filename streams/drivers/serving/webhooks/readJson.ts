import type { IncomingMessage } from 'node:http'
import { type Either, left, right } from 'fp-ts/lib/Either.js'
import { exactJson } from '../../../../lib/json/exactJson.ts'
import { isDeeperThan } from '../../../../lib/json/isDeeperThan.ts'
import { mostLevels } from '../../../../lib/json/notJson.ts'
import { messageOf } from '../../../../lib/text/messageOf.ts'
import type { BodyBudget } from './bodyBudget.ts'

/** An answer of one line in place of a review. */
export interface Refused {
  readonly code: number
  readonly message: string
}

/**
 * Reads the JSON of a request's body. A body over the limit is read to its end and dropped,
 * because a client that is still sending does not read the answer. Rejects when the connection
 * breaks, the request is overdue, or its memory is needed for others.
 */
export const readJson = async (
  incoming: IncomingMessage,
  maxBodyBytes: number,
  budget: BodyBudget,
): Promise<Either<Refused, unknown>> => {
  const chunks: Buffer[] = []
  let size = 0
  const receiving = budget.begin(() => incoming.destroy())
  try {
    for await (const chunk of incoming) {
      size += chunk.length
      if (size <= maxBodyBytes) {
        chunks.push(chunk)
        receiving.received(chunk.length)
      } else {
        chunks.length = 0
        receiving.end()
      }
    }
  } finally {
    receiving.end()
  }
  if (size > maxBodyBytes)
    return left({ code: 413, message: `the body has ${size} bytes: the limit is ${maxBodyBytes}` })
  if (size === 0) return left({ code: 400, message: 'the body is empty' })
  try {
    const value: unknown = exactJson(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks, size)))
    return isDeeperThan(value, mostLevels)
      ? left({ code: 400, message: `the body is nested deeper than ${mostLevels} levels` })
      : right(value)
  } catch (error) {
    const why = messageOf(error)
    return left({ code: 400, message: `the body is no JSON: ${why.replaceAll(/\s+/g, ' ')}` })
  }
}
