import { numberAt, recordAt, textAt } from '../../json/fields.ts'
import type { FieldError } from '../../kube/fieldError.ts'
import { fieldError } from '../../kube/fieldError.ts'
import { badRequest, conflict, invalid, notFound } from '../../kube/status.ts'
import { attributesOf } from '../call/attributes.ts'
import type { ApiCall } from '../call/call.ts'
import { decodeBody } from '../decoding/decode.ts'
import { secretType, serviceAccountType } from '../kinds/configuration.ts'
import { podType } from '../kinds/pod.ts'
import { metaOf, withMeta } from '../objects/meta.ts'
import type { ApiObject, ResourceType } from '../objects/resourceType.ts'
import { timestamp } from '../objects/timestamp.ts'
import { builtin } from '../objects/values.ts'
import { trackUpdate } from '../ownership/trackUpdate.ts'
import { wholeObject } from '../schema/objectMeta.ts'
import { shapes } from '../schema/shapes.ts'
import { type ClusterState, objectOf } from '../store/state.ts'
import { refuse } from '../wire/refusal.ts'
import type { ApiRequest } from '../wire/request.ts'
import type { RequestUser } from './rbac.ts'

/** The holder of a token: a ServiceAccount, as long as it and the object that the token is bound to exist. */
export interface Claims {
  readonly namespace: string
  readonly name: string
  readonly uid: string
  readonly bound?: { readonly type: ResourceType; readonly name: string; readonly uid: string }
  readonly expiresMs: number
}

export interface TokenAsked {
  readonly claims: Claims
  /** The body of the answer, 201. */
  readonly answer: (token: string) => ApiObject
}

const { text, object, list, open } = shapes

const TokenRequest: ResourceType = builtin({
  group: 'authentication.k8s.io',
  version: 'v1',
  kind: 'TokenRequest',
  plural: 'tokenrequests',
  namespaced: true,
  verbs: ['create'],
  schema: wholeObject('A request for a token of a ServiceAccount.', {
    spec: object('What is asked for.', {
      audiences: list(text(), 'For whom it is meant. Here it is good for the API server, whatever they say.'),
      expirationSeconds: shapes.int64('How long it is good.'),
      boundObjectRef: object('The Pod or Secret with which the token dies.', {
        apiVersion: text(),
        kind: text(),
        name: text(),
        uid: text(),
      }),
    }),
    status: open('The token.'),
  }),
})

/** The token that a POST of `serviceaccounts/NAME/token` asks for; `undefined` for any other request. Refuses as the real server does. */
export const tokenAsked = (state: ClusterState, request: ApiRequest, nowMs: number): TokenAsked | undefined => {
  if (request.method !== 'POST' || !request.path.endsWith('/token')) return undefined
  const attributes = attributesOf(request)
  if (attributes._tag === 'Path' || attributes.subresource !== 'token') return undefined
  const { namespace, name, resource, group } = attributes
  if (group !== serviceAccountType.group || resource !== serviceAccountType.plural) return undefined
  const asked = decodeBody(TokenRequest, request.body).object
  const spec = { expirationSeconds: 3600, ...recordAt(asked, 'spec') }
  const { uid = '' } = metaOf(existing(state, serviceAccountType, namespace, name))
  const seconds = numberAt(spec, 'expirationSeconds')
  const errors = lifetimeErrors(seconds)
  if (errors.length > 0) return refuse(invalid(TokenRequest, '', errors))
  const bound = boundTo(state, namespace, recordAt(spec, 'boundObjectRef'))
  const expiresMs = nowMs + seconds * 1000
  const call: ApiCall = { request, type: TokenRequest, namespace, name, subresource: 'token', nowMs }
  const metadata = { name, namespace, uid, creationTimestamp: timestamp(nowMs) }
  const tracked = trackUpdate(call, undefined, { ...withMeta(asked, metadata), spec })
  return {
    claims: { namespace, name, uid, expiresMs, ...(bound !== undefined && { bound }) },
    answer: token => ({
      ...tracked,
      spec: { audiences: [issuer], boundObjectRef: null, ...spec },
      status: { token, expirationTimestamp: timestamp(expiresMs) },
    }),
  }
}

/** For whom a token is that is asked for without saying so. */
export const issuer = 'https://kubernetes.default.svc.cluster.local'

/** The user of a token with these claims; `undefined`: it is no longer valid. */
export const tokenHolderOf = (state: ClusterState, claims: Claims, nowMs: number): RequestUser | undefined => {
  const { namespace, name, uid, bound, expiresMs } = claims
  const lives = (type: ResourceType, of: { readonly name: string; readonly uid: string }): boolean => {
    const object = objectOf(state, type, `${namespace}/${of.name}`)
    return object !== undefined && metaOf(object).uid === of.uid
  }
  if (nowMs >= expiresMs || !lives(serviceAccountType, { name, uid })) return undefined
  if (bound !== undefined && !lives(bound.type, bound)) return undefined
  return {
    name: `system:serviceaccount:${namespace}:${name}`,
    groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`],
  }
}

const lifetimeErrors = (seconds: number): readonly FieldError[] => {
  const told = (why: string) => [fieldError.invalid('spec.expirationSeconds', seconds, why)]
  if (seconds < 600) return told('may not specify a duration less than 10 minutes')
  return seconds > 2 ** 32 ? told('may not specify a duration larger than 2^32 seconds') : []
}

const boundTo = (state: ClusterState, namespace: string, reference: ApiObject): Claims['bound'] => {
  const [kind, name, wanted] = [textAt(reference, 'kind'), textAt(reference, 'name'), textAt(reference, 'uid')]
  if (kind === '' && name === '') return undefined
  const type = [podType, secretType].find(each => each.kind === kind)
  if (type === undefined) {
    const version = textAt(reference, 'apiVersion')
    const named = version.includes('/') ? version : `/${version}`
    return refuse(badRequest(`cannot bind token to object of type ${named}, Kind=${kind}`))
  }
  const { uid = '' } = metaOf(existing(state, type, namespace, name))
  if (wanted === '' || wanted === uid) return { type, name, uid }
  const why = `the UID in the bound object reference (${wanted}) does not match the UID in record. The object might have been deleted and then recreated`
  return refuse(conflict({ group: '', plural: kind }, name, why))
}

const existing = (state: ClusterState, type: ResourceType, namespace: string, name: string): ApiObject =>
  objectOf(state, type, `${namespace}/${name}`) ?? refuse(notFound(type, name))
