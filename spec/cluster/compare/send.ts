import { setTimeout as wait } from 'node:timers/promises'
import { type Dispatcher, request } from 'undici'
import { parse } from 'yaml'
import { readWatch } from './readWatch.ts'
import { type Bindings, resolveBody, resolveText, valueAt } from './resolve.ts'
import type { Sequence, Step } from './sequence.ts'

/** Sends requests to one of the two servers as its administrator. */
export interface Server {
  readonly url: string
  readonly token: string
  readonly dispatcher: Dispatcher
  /** How many times a step that waits for an answer is sent at most. Default: as often as 10 s allow. */
  readonly mostTries?: number
}

/** The answer as it came. */
export interface RawAnswer {
  readonly code: number
  readonly contentType: string
  readonly retryAfter: string
  readonly warnings: readonly string[]
  /** The parsed JSON or YAML, or the text, or the events of a watch. */
  readonly body: unknown
}

const repeatLimitMs = 10_000
/** A temporary answer of a real server just after a CRD was installed. */
const notYet = 503
/** After this silence a watch counts as one that does not end. */
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
  // The content of binary answers is not compared, only their type.
  return contentType.includes('protobuf') ? contentType : text
}
