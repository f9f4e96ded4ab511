import { isForWantOfRight } from '../controller/forbidden.ts'
import type { ApiFailure } from '../kube/failure.ts'
import { apiVersionOf, type Resource } from '../kube/object.ts'
import { isOfManifest } from './remedy.ts'

/** A verb on a kind, as rights name it. */
export interface VerbOnKind {
  readonly verb: 'get' | 'create' | 'patch' | 'delete'
  readonly resource: Resource
  readonly namespace?: string
  readonly subresource?: 'status'
}

/** `patch myapps.example.com/status in namespace demo`: what may be at fault without any object being to blame. */
export type FaultPlace = string

/** The places that a request passes, the wider one first. */
export const placesOf = ({ verb, resource, namespace, subresource }: VerbOnKind): readonly [FaultPlace, FaultPlace] => {
  const { group, plural } = resource
  const where = namespace === undefined ? 'at the cluster scope' : `in namespace ${namespace}`
  const everywhere = `${verb} ${plural}${group && `.${group}`}${subresource ? `/${subresource}` : ''}`
  return [everywhere, `${everywhere} ${where}`]
}

/**
 * Where the failure of a request is to be remembered; `undefined` where its object may be to blame.
 * Rights and webhooks may differ by namespace.
 */
export const faultyPlace = (access: VerbOnKind, failure: ApiFailure): FaultPlace | undefined => {
  const [everywhere, here] = placesOf(access)
  if (failure._tag === 'Connection') return everywhere
  const { code, message } = failure
  if (isOfManifest(failure)) return undefined
  if (code === 403) return isForWantOfRight(message) ? here : undefined
  if (code === 404) return isOfKindItself(message) ? everywhere : undefined
  if (code >= 500) return message.includes('failed calling webhook') ? here : everywhere
  return code === 401 || code === 408 || code === 429 ? everywhere : undefined
}

/** A failure in words that name the remedy, where the server's do not even name the kind. */
export const explainedFor = ({ resource, subresource }: VerbOnKind, failure: ApiFailure): ApiFailure => {
  if (failure._tag !== 'Status' || failure.code !== 404 || !isOfKindItself(failure.message)) return failure
  const { kind, version } = resource
  const message =
    subresource === undefined
      ? `${kind} of ${apiVersionOf(resource)} is not served: install its CRD, or use a server version that has it`
      : `${kind} has no status subresource: add subresources: { status: {} } to ${version} in its CRD, or declare reports: false`
  return { ...failure, message }
}

/** A 404 about an object names it; these are said where the kind, or its subresource, is not served at all. */
const isOfKindItself = (message: string): boolean =>
  message === 'the server could not find the requested resource' || message.startsWith('404 page not found')

/** Whether it passes by itself: credentials rotate, an overload ends, the API server comes back. No owner is told of it. */
export const isPassing = (failure: ApiFailure): boolean =>
  failure._tag === 'Connection' || [401, 408, 429, 502, 503, 504].includes(failure.code)

/** Whether it is certain at once that only a person can end it. */
export const isLasting = (failure: ApiFailure): boolean =>
  failure._tag === 'Status' && (failure.code === 403 || failure.code === 404)
