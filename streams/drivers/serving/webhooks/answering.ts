import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js'
import type { ReviewHandler } from '../../../../lib/reviews/webhooks.ts'
import { messageOf } from '../../../../lib/text/messageOf.ts'
import { bodyBudget } from './bodyBudget.ts'
import { type Refused, readJson } from './readJson.ts'

/** One request that was answered. */
export interface Told {
  /** The path of the handler; empty where there is none, so that a client cannot create labels without number. */
  readonly path: string
  /** The HTTP status. A review that refuses an object is answered by 200 too. */
  readonly code: number
  readonly durationMs: number
}

export interface AnsweringOptions {
  readonly handlers: Readonly<Record<string, ReviewHandler>>
  readonly maxBodyBytes: number
  readonly observe: (told: Told) => void
  /** Called with one line where a handler failed. */
  readonly tell: (problem: string) => void
}

export interface Answering {
  readonly listener: RequestListener
  /** Requests that are not answered yet. */
  readonly inFlight: () => number
  /** Makes each further answer the last of its connection. */
  readonly end: () => void
}

/** Answers reviews over HTTP: a POST of JSON to the path of a handler. Any other request gets an error of one line. */
export const answeringReviews = ({ handlers, maxBodyBytes, observe, tell }: AnsweringOptions): Answering => {
  const budget = bodyBudget(bodiesAtOnce * maxBodyBytes)
  let inFlight = 0
  let ending = false

  const listener = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const startedMs = performance.now()
    inFlight += 1
    response.once('close', () => {
      inFlight -= 1
    })
    const path = pathOf(incoming)
    const handler = handlers[path]
    const told = { path: handler === undefined ? '' : path }
    const body = await readJson(incoming, maxBodyBytes, budget).catch(() => undefined)
    // The client broke off, or Node has already answered an overdue request.
    if (body === undefined) return void response.destroy()
    const asked = handler === undefined ? left(notFound(path)) : wellAsked(incoming, handler)
    const answer = isLeft(asked)
      ? refused(asked.left)
      : isLeft(body)
        ? refused(body.left)
        : reviewed(asked.right, body.right)
    if (answer.fault !== undefined) tell(`webhook ${path}: ${answer.fault}`)
    send(response, answer, ending)
    observe({ ...told, code: answer.code, durationMs: performance.now() - startedMs })
  }

  return {
    listener: (incoming, response) => {
      listener(incoming, response).catch((error: unknown) => {
        if (!response.headersSent) response.destroy()
        tell(`webhook ${pathOf(incoming)}: ${messageOf(error)}`)
      })
    },
    inFlight: () => inFlight,
    end: () => {
      ending = true
    },
  }
}

/** So many bodies of the largest size may be under way: an API server's are far smaller. */
const bodiesAtOnce = 4

/** Without the query: API servers add `?timeout=5s`. */
const pathOf = ({ url = '' }: IncomingMessage): string => url.split('?', 1)[0] ?? ''

const notFound = (path: string): Refused => ({ code: 404, message: `no webhook is served at ${path}` })

const wellAsked = (incoming: IncomingMessage, handler: ReviewHandler): Either<Refused, ReviewHandler> => {
  const { method, headers } = incoming
  if (method !== 'POST') return left({ code: 405, message: `${method} is not served: POST a review` })
  const [type = ''] = (headers['content-type'] ?? '').split(';', 1)
  if (type.trim().toLowerCase() !== 'application/json' || headers['content-encoding'] !== undefined) {
    return left({ code: 415, message: 'send the review as application/json, not compressed' })
  }
  return right(handler)
}

interface Answer {
  readonly code: number
  readonly body: string
  readonly type: string
  readonly fault?: string
}

const refused = ({ code, message }: Refused): Answer => ({
  code,
  body: `${message}\n`,
  type: 'text/plain; charset=utf-8',
})

const reviewed = (handler: ReviewHandler, review: unknown): Answer => {
  try {
    const result = handler(review)
    if (isLeft(result)) return refused({ code: 400, message: result.left })
    const { review: answer, fault } = result.right
    return { code: 200, body: JSON.stringify(answer), type: 'application/json', ...(fault !== undefined && { fault }) }
  } catch (error) {
    const fault = `the handler threw: ${messageOf(error)}`
    return { ...refused({ code: 500, message: fault }), fault }
  }
}

const send = (response: ServerResponse, { code, body, type }: Answer, last: boolean): void => {
  response.writeHead(code, {
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(body),
    ...(code === 405 && { Allow: 'POST' }),
    ...(last && { Connection: 'close' }),
  })
  response.end(body)
}
