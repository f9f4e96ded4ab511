import type { Sources } from '../../ports/sources.ts'
import { jsonAnswer } from './http/jsonAnswer.ts'
import type { Transport } from './http/transport.ts'

/**
 * The port `write`: sent once on each subscription, and never again by itself. JSON
 * is also YAML, so it serves apply. `mayBegin` is asked just before the first byte.
 */
export const writePort =
  (transport: Transport, mayBegin?: () => boolean): Sources['write'] =>
  ({ method, path, contentType, body }) =>
    jsonAnswer(
      transport.send({
        method,
        path,
        ...(body !== undefined && { contentType, body: JSON.stringify(body) }),
        ...(mayBegin !== undefined && { mayBegin }),
      }),
      path,
    )
