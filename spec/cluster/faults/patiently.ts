import type { AdminClient, Answer } from '../controlPlane/adminClient.ts'
import { eventually } from '../eventually.ts'

export type Send = AdminClient['send']

/**
 * Sends each request of a user until the API server answers it: while the server is
 * down, while it starts, and while another writer changes the same object. A lost
 * answer may have been a success, so an object that exists counts as created and one
 * that is gone as deleted. Rejects with the server's message if it refuses.
 */
export const patiently =
  (send: Send): Send =>
  async (method, path, ...rest) => {
    let answer: Answer | undefined
    await eventually(`an answer to ${method} ${path}`, async () => {
      answer = await send(method, path, ...rest)
      return !isWorthAnother(answer.code)
    })
    if (answer === undefined) throw new Error(`${method} ${path}: not answered`)
    const { code, text } = answer
    if (code < 300 || (method === 'POST' && code === 409) || (method === 'DELETE' && code === 404)) return answer
    throw new Error(`${method} ${path}: ${code} ${text}`)
  }

/** 403 is retried, because an API server that has just started has not read its roles. */
const isWorthAnother = (code: number): boolean => code === 403 || code === 429 || code >= 500
