import type { AdminClient, Answer } from '../controlPlane/adminClient.ts'
import { eventually } from '../eventually.ts'

export type Send = AdminClient['send']

/**
 * A person's requests, each sent until an API server answers it: while none is
 * there, while it starts, and while somebody else changes the same object. A lost
 * answer may have been a yes: what is there already counts as created, what is
 * gone as deleted. Rejects with the server's message where it refuses.
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

/** 403: an API server that has just started knows no roles yet. */
const isWorthAnother = (code: number): boolean => code === 403 || code === 429 || code >= 500
