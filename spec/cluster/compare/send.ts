import { setTimeout as wait } from 'node:timers/promises'
import { type Dispatcher, request } from 'undici'
import { parse } from 'yaml'
import { readWatch } from './readWatch.ts'
import { type Bindings, resolveBody, resolveText, valueAt } from './resolve.ts'
import type { Sequence, Step } from './sequence.ts'

/** One of the two that are compared, as its administrator. */
export interface Server {
  readonly url: string
  readonly token: string
  readonly dispatcher: Dispatcher
  /** How often a step is sent again at most that waits for its answer to change. Default: as often as ten seconds allow. */
  readonly mostTries?: number
}

/** As it came. */
export interface RawAnswer {
  readonly code: number
  readonly contentType: string
  readonly retryAfter: string
  readonly warnings: readonly string[]
  /** Parsed where it is JSON or YAML, else text; the events of a watch. */
  readonly body: unknown
}

const repeatLimitMs = 10_000
/** What a real server says for a moment after a CRD was installed; nothing here is answered so for good. */
const notYet = 503
/** A watch that is silent for so long was not asked to end, or does not. */
const silenceLimitMs = 8_000

/** All answers of a sequence, in a namespace made for it. */
export const sendSequence = async (server: Server, sequence: Sequence, namespace: string): Promise<RawAnswer[]> => {
  await sendStep(
    server,
    {
      method: 'POST',
      path: '/api/v1/namespaces',
      body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    },
    { namespace, answers: [] },
  )
  const answers: RawAnswer[] = []
  for (const step of sequence.steps) {
    answers.push(await sendRepeatedly(server, step, { namespace, answers: answers.map(({ body }) => body) }))
  }
  return answers
}

const sendRepeatedly = async (server: Server, step: Step, bindings: Bindings): Promise<RawAnswer> => {
  const wanted = step.repeatUntil
  const endMs = performance.now() + repeatLimitMs
  for (let tries = 1; ; tries += 1) {
    const answer = await sendStep(server, step, bindings)
    const isSo =
      (wanted?.code === undefined || wanted.code === answer.code) &&
      (wanted?.has === undefined || valueAt(answer.body, resolveText(wanted.has, bindings)) !== undefined)
    if ((isSo && answer.code !== notYet) || performance.now() > endMs || tries === server.mostTries) return answer
    await wait(30)
  }
}

const sendStep = async (server: Server, step: Step, bindings: Bindings): Promise<RawAnswer> => {
  const body = resolveBody(step.body, bindings)
  const {
    statusCode,
    headers,
    body: stream,
  } = await request(server.url + resolveText(step.path, bindings, encodeURIComponent), {
    method: step.method,
    dispatcher: server.dispatcher,
    headers: {
      authorization: `Bearer ${server.token}`,
      'user-agent': 'compare/1',
      accept: step.accept ?? 'application/json',
      ...(body !== undefined && { 'content-type': step.contentType ?? 'application/json' }),
      ...Object.fromEntries(
        Object.entries(step.headers ?? {}).map(([name, value]) => [name, resolveText(value, bindings)]),
      ),
    },
    ...(step.watch !== undefined && { bodyTimeout: silenceLimitMs }),
    body: body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body),
  })
  const contentType = [headers['content-type'] ?? ''].flat().join()
  return {
    code: statusCode,
    contentType,
    retryAfter: [headers['retry-after'] ?? ''].flat().join(),
    warnings: [headers.warning ?? []].flat(),
    body:
      step.watch !== undefined && statusCode === 200
        ? await readWatch(stream, step.watch)
        : parsed(await stream.text(), contentType),
  }
}

const parsed = (text: string, contentType: string): unknown => {
  if (contentType.includes('json')) return text === '' ? '' : JSON.parse(text)
  if (contentType.includes('yaml')) return parse(text)
  // Binary forms are not read; that they are sent is compared.
  return contentType.includes('protobuf') ? contentType : text
}
