import type { IncomingMessage } from 'node:http'
import { TLSSocket } from 'node:tls'
import type { ApiRequest } from '../../../lib/apiserver/wire/request.ts'

export type AuthenticatedUser = ApiRequest['user']

const anonymous: AuthenticatedUser = { name: 'system:anonymous', groups: ['system:unauthenticated'] }

/** Finds the user that a bearer token stands for. */
export type TokenLookup = (token: string) => AuthenticatedUser | undefined

/**
 * The user who sends a request: by client certificate (common name = user,
 * organisations = groups), else by bearer token, else `anonymous`.
 * `undefined`: it carries credentials, and they are wrong.
 */
export const authenticate = (request: IncomingMessage, userOf: TokenLookup): AuthenticatedUser | undefined => {
  const certified = request.socket instanceof TLSSocket ? ofCertificate(request.socket) : 'none'
  const { authorization } = request.headers
  if (authorization === undefined || authorization === '') return certified === 'none' ? anonymous : certified
  if (certified !== 'none' && certified !== undefined) return certified
  const token = /^Bearer +(\S+) *$/i.exec(authorization)?.[1]
  const user = token === undefined ? undefined : userOf(token)
  return user && authenticated(user)
}

type Certified = AuthenticatedUser | 'none' | undefined

/** A connection shows its certificate once, and reading it is slow. */
const seen = new WeakMap<TLSSocket, Certified>()

const ofCertificate = (socket: TLSSocket): Certified => {
  if (seen.has(socket)) return seen.get(socket)
  const certified = readCertificate(socket)
  seen.set(socket, certified)
  return certified
}

const readCertificate = (socket: TLSSocket): Certified => {
  const { subject } = socket.getPeerCertificate()
  if (subject === undefined) return 'none'
  if (!socket.authorized || subject.CN === undefined) return undefined
  // Several organisations come as an array, which the types do not say.
  const organisations: unknown = subject.O ?? []
  const groups = Array.isArray(organisations) ? organisations : [organisations]
  return authenticated({ name: String(subject.CN), groups: groups.map(String) })
}

const authenticated = (user: AuthenticatedUser): AuthenticatedUser => ({
  name: user.name,
  groups: [...user.groups, 'system:authenticated'],
})
