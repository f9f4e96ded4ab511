import type { Readable } from 'node:stream'
import { errors } from 'undici'
import { isRecord } from '../../../lib/json/fields.ts'
import { valueAt } from './resolve.ts'
import type { WatchEnd } from './sequence.ts'

/** The events of a watch up to the wanted one. Ends with `'ended'` if the server ended the watch, `'silent'` if no event came in time. */
export const readWatch = async (stream: Readable, end: WatchEnd): Promise<unknown[]> => {
  const events: unknown[] = []
  try {
    return await collect(stream, end, events)
  } catch (error) {
    if (error instanceof errors.BodyTimeoutError) return [...events, 'silent']
    throw error
  }
}

const collect = async (stream: Readable, end: WatchEnd, events: unknown[]): Promise<unknown[]> => {
  let rest = ''
  for await (const chunk of stream.setEncoding('utf8')) {
    const lines = `${rest}${chunk}`.split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines.filter(line => line !== '')) {
      const event: unknown = JSON.parse(line)
      if (isByChance(event)) continue
      events.push(event)
      // Leaving the loop destroys the stream, and with it the connection.
      if (isLast(event, events.length, end)) return events
    }
  }
  return [...events, 'ended']
}

const endsInitialEvents = (event: unknown): boolean =>
  isRecord(valueAt(event, 'object.metadata.annotations')) && isBookmark(event)

const isBookmark = (event: unknown): boolean => isRecord(event) && event.type === 'BOOKMARK'

/** A bookmark that the server sends at a time of its choice. */
const isByChance = (event: unknown): boolean => isBookmark(event) && !endsInitialEvents(event)

const isLast = (event: unknown, count: number, end: WatchEnd): boolean =>
  (end.events !== undefined && count >= end.events) ||
  (end.name !== undefined && valueAt(event, 'object.metadata.name') === end.name) ||
  (end.initialEvents === true && endsInitialEvents(event))
