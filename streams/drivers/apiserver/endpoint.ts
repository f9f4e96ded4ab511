import type { IncomingMessage, ServerResponse } from 'node:http'
import { authorize } from '../../../lib/apiserver/access/authorize.ts'
import { authorizedAttributes } from '../../../lib/apiserver/call/attributes.ts'
import type { ApiRequest, ApiResponse } from '../../../lib/apiserver/wire/request.ts'
import { isDeeperThan } from '../../../lib/json/isDeeperThan.ts'
import { messageOf } from '../../../lib/text/messageOf.ts'
import { authenticate } from './authenticate.ts'
import type { Counters } from './counters.ts'
import { impersonate } from './impersonate.ts'
import type { Interfere } from './interference.ts'
import { metricsText } from './metrics.ts'
import { bodyLimit, parsedBody, readBody, requestOf } from './requestOf.ts'
import { sendResponse, tellWarnings } from './respond.ts'
import { failureAnswer } from './status.ts'
import type { Tokens } from './tokens.ts'
import type { Watchers } from './watchers.ts'
import type { EmbeddedWorld } from './world.ts'

export interface ApiEndpointOptions {
  readonly world: EmbeddedWorld
  readonly watchers: Watchers
  readonly counters: Counters
  readonly tokens: Tokens
  readonly interfere: () => Interfere | undefined
}

/** Answers HTTP requests: who is it, may they, what does the model say. */
export const createEndpoint =
  (options: ApiEndpointOptions) =>
  (incoming: IncomingMessage, response: ServerResponse): void => {
    serve(options, incoming, response).catch((error: Error) => {
      if (response.headersSent) response.destroy()
      else sendResponse(response, failureAnswer(500, 'InternalError', `Internal error occurred: ${messageOf(error)}`))
    })
  }

const serve = async (
  { world, watchers, counters, tokens, interfere }: ApiEndpointOptions,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const body = await readBody(incoming).catch(() => 'broken' as const)
  if (body === 'broken') return void response.destroy()
  const sender = authenticate(incoming, tokens.userOf)
  const user = sender && impersonate(world.state(), sender, incoming.headersDistinct)
  const asked = requestOf(incoming, user !== undefined && 'name' in user ? user : unknown)
  const answer = (to: Body): void => {
    counters.add(asked, to.code)
    sendResponse(response, to, incoming.headers.accept)
  }
  if (user === undefined) return answer(failureAnswer(401, 'Unauthorized', 'Unauthorized'))
  if (body === undefined) {
    // The rest of the body is not read: this connection cannot be used again.
    response.setHeader('Connection', 'close')
    const message = `Request entity too large: limit is ${bodyLimit}`
    return answer(failureAnswer(413, 'RequestEntityTooLarge', message))
  }
  if ('_tag' in user) return answer(user)
  const refusal = authorize(world.state(), user, authorizedAttributes(asked))
  if (refusal !== undefined) return answer(refusal)
  // Not before: who may not ask costs no more than the reading of the body.
  const request = { ...asked, ...parsedBody(body, asked.contentType) }
  if (isDeeperThan(request.body, mostLevels)) return answer(failureAnswer(400, 'BadRequest', tooDeep))

  const interference = interfere()?.(request)
  if (interference?._tag === 'Answer') return answer(interference.response)
  if (interference?._tag === 'Delay') await new Promise(resolve => setTimeout(resolve, interference.milliseconds))
  if (interference?._tag === 'Reset' && interference.when === 'before') return void response.destroy()

  const outcome = locally(request, counters) ?? tokens.answer(request) ?? world.send(request)
  if (interference?._tag === 'Reset') return void response.destroy()
  if (outcome._tag === 'Body') return answer(outcome)
  // Like every request, a watch is counted when it ends.
  response.once('close', () => counters.add(request, 200))
  tellWarnings(response, outcome.warnings)
  watchers.open(response, outcome.watch)
}

type Body = Extract<ApiResponse, { _tag: 'Body' }>

/** The model recurses over what it is given. kube-apiserver stops at 10,000. */
const mostLevels = 1000
const tooDeep = `the object provided is unrecognized: it is nested deeper than ${mostLevels} levels`

const unknown = { name: '', groups: [] }

const locally = (request: ApiRequest, counters: Counters): Body | undefined => {
  if (request.path !== '/metrics' || request.method !== 'GET') return undefined
  const { user, system } = process.cpuUsage()
  const contentType = 'text/plain; version=0.0.4; charset=utf-8'
  return { _tag: 'Body', code: 200, contentType, body: metricsText(counters.counts(), (user + system) / 1e6) }
}
