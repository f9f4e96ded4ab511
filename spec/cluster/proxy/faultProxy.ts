import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import type { Dispatcher } from 'undici'
import { attributesOf } from '../../../lib/apiserver/call/attributes.ts'
import type { ApiRequest } from '../../../lib/apiserver/wire/request.ts'
import { createAuthority } from '../../../streams/drivers/apiserver/certificates.ts'
import { createCounters } from '../../../streams/drivers/apiserver/counters.ts'
import type { Interfere } from '../../../streams/drivers/apiserver/interference.ts'
import { listen } from '../../../streams/drivers/apiserver/listener.ts'
import { parsedBody, readBody, requestOf } from '../../../streams/drivers/apiserver/requestOf.ts'
import { sendResponse } from '../../../streams/drivers/apiserver/respond.ts'
import { failureAnswer } from '../../../streams/drivers/apiserver/status.ts'
import type { FaultyCluster } from './faultyCluster.ts'
import { openUpstream } from './upstream.ts'

/**
 * A proxy in front of the API server of a kubeconfig. It forwards requests unchanged as
 * the user of the kubeconfig, counts them, and can fail each as the embedded cluster
 * can. It has its own address, certificate and token.
 */
export const startFaultProxy = async (kubeconfig: string): Promise<FaultyCluster> => {
  const authority = await createAuthority(Date.now())
  const upstream = await openUpstream(kubeconfig)
  const token = randomBytes(24).toString('base64url')
  const counters = createCounters()
  const watches = new Set<{ readonly end: (lastWords: string | undefined) => void }>()
  let interfere: Interfere | undefined
  let expired: bigint | undefined

  const serve = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readBody(incoming).catch(() => undefined)
    if (body === undefined) return void response.destroy()
    const request = {
      ...requestOf(incoming, { name: '', groups: [] }),
      ...parsedBody(body, incoming.headers['content-type']),
    }
    const answer = (to: ReturnType<typeof failureAnswer>): void => {
      counters.add(request, to.code)
      sendResponse(response, to)
    }
    if (incoming.headers.authorization !== `Bearer ${token}`)
      return answer(failureAnswer(401, 'Unauthorized', 'Unauthorized'))
    const interference = interfere?.(request)
    if (interference?._tag === 'Answer') return answer(interference.response)
    if (interference?._tag === 'Delay') await wait(interference.milliseconds)
    if (interference?._tag === 'Reset' && interference.when === 'before') return void response.destroy()

    const attributes = attributesOf(request)
    const isWatch = attributes._tag === 'Resource' && attributes.verb === 'watch'
    if (isWatch && isExpired(request, expired)) return answer(gone(request, expired))
    const aborting = new AbortController()
    // A watch whose client left is ended; any other request is carried out to its end.
    if (isWatch) response.once('close', () => aborting.abort())
    const answered = await upstream.send({
      method: request.method,
      path: incoming.url ?? '/',
      headers: incoming.headersDistinct,
      body,
      isWatch,
      signal: aborting.signal,
    })
    if (isWatch) return stream(request, answered, response)
    const bytes = Buffer.from(await answered.body.arrayBuffer())
    if (interference?._tag === 'Reset') return void response.destroy()
    counters.add(request, answered.statusCode)
    response.writeHead(answered.statusCode, { ...passedOn(answered), 'content-length': bytes.length }).end(bytes)
  }

  const stream = (request: ApiRequest, { statusCode, ...answered }: Dispatcher.ResponseData, to: ServerResponse) => {
    const watch = {
      end: (lastWords: string | undefined) => {
        watches.delete(watch)
        answered.body.unpipe(to).destroy()
        if (lastWords === undefined) to.end()
        else to.write(lastWords, () => to.destroy())
      },
    }
    watches.add(watch)
    // Like every request, a watch is counted when it ends.
    to.once('close', () => {
      watches.delete(watch)
      counters.add(request, statusCode)
    })
    answered.body.on('error', () => {
      // A watch that this proxy ended may still have bytes to send.
      if (watches.has(watch)) to.destroy()
    })
    to.writeHead(statusCode, passedOn(answered)).flushHeaders()
    answered.body.pipe(to)
  }

  const handler = (incoming: IncomingMessage, response: ServerResponse): void => {
    // If the API server does not answer, the proxy does not either.
    serve(incoming, response).catch(() => response.destroy())
  }
  const identity = await authority.server()
  const listener = await listen({ host: '127.0.0.1', port: 0, ca: authority.ca, identity }, handler)
  return {
    url: `https://127.0.0.1:${listener.port}`,
    ca: authority.ca,
    token,
    requests: counters.counts,
    interfere: next => {
      interfere = next
    },
    dropWatches: lastWords => {
      for (const watch of watches) watch.end(lastWords)
    },
    compact: async () => {
      const namespaces = { method: 'GET', path: '/api/v1/namespaces?limit=1', headers: {}, body: Buffer.alloc(0) }
      const { body } = await upstream.send({ ...namespaces, isWatch: false })
      const list: unknown = await body.json()
      expired = BigInt(resourceVersionOf(list))
    },
    pause: listener.down,
    resume: listener.up,
    stop: async () => {
      await listener.down()
      await upstream.close()
    },
  }
}

const passedOn = ({ headers }: Pick<Dispatcher.ResponseData, 'headers'>) => {
  const { connection: _, 'keep-alive': __, 'transfer-encoding': ___, 'content-length': ____, ...rest } = headers
  return rest
}

/** A watch that goes on from a version which is no longer remembered. */
const isExpired = ({ query }: ApiRequest, expired: bigint | undefined): boolean => {
  const from = query.resourceVersion ?? ''
  if (expired === undefined || query.sendInitialEvents === 'true' || !/^[1-9]\d*$/.test(from)) return false
  return BigInt(from) < expired
}

/** What the API server itself says of such a version, as faultProxy.cluster.ts proves. */
const gone = ({ query }: ApiRequest, expired: bigint | undefined): ReturnType<typeof failureAnswer> => {
  const message = `too old resource version: ${query.resourceVersion} (${expired})`
  const { body: object } = failureAnswer(410, 'Expired', message)
  return {
    _tag: 'Body',
    code: 200,
    contentType: 'application/json',
    body: `${JSON.stringify({ type: 'ERROR', object })}\n`,
  }
}

const resourceVersionOf = (list: unknown): string => {
  const metadata: unknown = typeof list === 'object' && list !== null ? Reflect.get(list, 'metadata') : undefined
  const version: unknown =
    typeof metadata === 'object' && metadata !== null ? Reflect.get(metadata, 'resourceVersion') : undefined
  if (typeof version !== 'string') throw new Error(`no list of namespaces: ${JSON.stringify(list)}`)
  return version
}
