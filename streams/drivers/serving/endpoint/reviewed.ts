import { createHash } from 'node:crypto'
import { isLeft } from 'fp-ts/lib/Either.js'
import { firstValueFrom, type Observable } from 'rxjs'
import { askWhether, askWho, isAllowed, type Question, whoIs } from '../../../../lib/reviews/metricsAccess.ts'
import { type Answer, type Route, said } from './answer.ts'

export interface ReviewedOptions {
  /** Sends one request with this body to the API server. */
  readonly request: (method: string, path: string, options: { readonly body: unknown }) => Observable<unknown>
  /** How long a yes is remembered, in ms. A user who lost the right may read on for as long. Default 60,000. */
  readonly allowedMs?: number
  /** How long a no is remembered, in ms. A user who just got the right waits for as long. Default 10,000. */
  readonly refusedMs?: number
  /** The most tokens whose answers are remembered. Default 1000. */
  readonly capacity?: number
  /** The most questions under way; a client beyond them is asked to come again. Default 8. */
  readonly questions?: number
  readonly nowMs?: () => number
}

/** The verdict about a token. The token itself is not kept. */
interface Verdict {
  /** `undefined`: the client is let through. */
  readonly refusal: Answer | undefined
  readonly untilMs: number
}

/**
 * Lets a client through when the API server knows its bearer token (TokenReview) and allows it to
 * GET the path (SubjectAccessReview). Others get 401 or 403 in one line, or 503 where the API server
 * could not be asked. Several requests with one token at once make one question.
 */
export const reviewed = (options: ReviewedOptions): ((route: Route) => Route) => {
  const { request, allowedMs = 60_000, refusedMs = 10_000, capacity = 1000, questions = 8 } = options
  const { nowMs = () => performance.now() } = options
  const known = new Map<string, Verdict>()
  const asking = new Map<string, Promise<Answer | undefined>>()

  const ask = ({ path, body }: Question): Promise<unknown> => firstValueFrom(request('POST', path, { body }))

  const judge = async (token: string, path: string): Promise<Answer | undefined> => {
    const who = whoIs(await ask(askWho(token)))
    if (isLeft(who)) throw new Error(who.left)
    if (who.right === undefined) return unauthorized('the token is not good')
    const whether = isAllowed(await ask(askWhether(who.right, path)))
    if (isLeft(whether)) throw new Error(whether.left)
    return whether.right ? undefined : said(403, `Forbidden: ${who.right.username} cannot get path ${path}`)
  }

  const remember = (id: string, refusal: Answer | undefined): void => {
    known.delete(id)
    known.set(id, { refusal, untilMs: nowMs() + (refusal === undefined ? allowedMs : refusedMs) })
    const [oldest] = known.keys()
    if (known.size > capacity && oldest !== undefined) known.delete(oldest)
  }

  const learn = async (id: string, token: string, path: string): Promise<Answer | undefined> => {
    try {
      const refusal = await judge(token, path)
      remember(id, refusal)
      return refusal
    } catch (error) {
      return said(503, `the API server could not be asked whether you may: ${reasonOf(error)}`)
    } finally {
      asking.delete(id)
    }
  }

  const refusalOf = async (token: string, path: string): Promise<Answer | undefined> => {
    const id = createHash('sha256').update(`${path}\n${token}`).digest('base64')
    const verdict = known.get(id)
    if (verdict !== undefined && nowMs() < verdict.untilMs) return verdict.refusal
    const underWay = asking.get(id)
    if (underWay !== undefined) return underWay
    if (asking.size >= questions) return said(503, 'too many ask at once: come again', { 'retry-after': '1' })
    const learning = learn(id, token, path)
    asking.set(id, learning)
    return learning
  }

  return route => async asked => {
    const { authorization } = asked.headers
    const [, token] = /^Bearer +(\S+) *$/i.exec(typeof authorization === 'string' ? authorization : '') ?? []
    if (token === undefined) return unauthorized('send a bearer token')
    return (await refusalOf(token, asked.path)) ?? route(asked)
  }
}

const unauthorized = (why: string): Answer => said(401, `Unauthorized: ${why}`, { 'www-authenticate': 'Bearer' })

const reasonOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error)
