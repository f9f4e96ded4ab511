import { randomBytes } from 'node:crypto'
import { type Claims, tokenAsked, tokenHolderOf } from '../../../lib/apiserver/access/tokenRequest.ts'
import { tokenReview } from '../../../lib/apiserver/access/tokenReview.ts'
import type { ClusterState } from '../../../lib/apiserver/store/state.ts'
import { RefusedRequest, statusResponse } from '../../../lib/apiserver/wire/refusal.ts'
import type { ApiRequest, ApiResponse } from '../../../lib/apiserver/wire/request.ts'
import type { AuthenticatedUser, TokenLookup } from './authenticate.ts'

/** The bearer tokens of a running cluster. */
export interface Tokens {
  /** One that is good for as long as the cluster runs. */
  readonly issue: (user: AuthenticatedUser) => string
  /** Answers who asks for a token of a ServiceAccount, or whom one stands for; `undefined`: it is another request. */
  readonly answer: (request: ApiRequest) => ApiResponse | undefined
  readonly userOf: TokenLookup
}

export const createTokens = (state: () => ClusterState, now: () => number): Tokens => {
  const users = new Map<string, AuthenticatedUser>()
  const accounts = new Map<string, Claims>()
  const userOf: TokenLookup = token => {
    const claims = accounts.get(token)
    return claims === undefined ? users.get(token) : tokenHolderOf(state(), claims, now())
  }
  const newToken = () => randomBytes(24).toString('base64url')
  return {
    issue: user => {
      const token = newToken()
      users.set(token, user)
      return token
    },
    answer: request => {
      try {
        const reviewed = tokenReview(request, userOf, now())
        if (reviewed !== undefined) return reviewed
        const asked = tokenAsked(state(), request, now())
        if (asked === undefined) return undefined
        const token = newToken()
        accounts.set(token, asked.claims)
        return { _tag: 'Body', code: 201, body: asked.answer(token) }
      } catch (error) {
        if (error instanceof RefusedRequest) return statusResponse(error.status, error.warnings)
        throw error
      }
    },
    userOf,
  }
}
