import { isLeft } from 'fp-ts/lib/Either.js'
import { canonical } from '../json/canonical.ts'
import type { Fields } from '../json/fields.ts'
import { patchBetween } from '../json/patchBetween.ts'
import type { FieldError } from '../kube/fieldError.ts'
import type { KubeObject, Resource } from '../kube/object.ts'
import { invalid } from '../kube/status.ts'
import { asSent, decodeDraft } from './drafts.ts'
import { type AdmissionRequest, reviewing } from './reviewing.ts'
import { type Webhook, webhookPath } from './webhooks.ts'

export type { FieldError } from '../kube/fieldError.ts'
export { fieldError } from '../kube/fieldError.ts'
export type { AdmissionRequest } from './reviewing.ts'

/**
 * Fills in what the writer left open and no schema can say. Idempotent, for it is asked again at each write, and
 * it leaves given fields alone. An object that is about to be created has an empty uid and resourceVersion.
 */
export type Default<O extends KubeObject> = (object: O, request: AdmissionRequest) => O

/** The faults of an object, and what is merely unwise. `fieldError` has the API server's own words. */
export interface Validated {
  readonly errors?: readonly FieldError[]
  /** Each at most 256 characters, all together 4096: longer ones are cut. */
  readonly warnings?: readonly string[]
}

/** `oldObject`: what there was, on an update, for what may not change. */
export type Validate<O extends KubeObject> = (
  object: O,
  oldObject: O | undefined,
  request: AdmissionRequest,
) => Validated

/** An object that the kind's codec refuses is left as it is: the API server's schema refuses it next. */
export const defaulting = <O extends KubeObject>(resource: Resource<O>, fill: Default<O>): Webhook => ({
  _tag: 'Defaulting',
  path: webhookPath('mutate', resource),
  resource,
  review: reviewing(resource, (request, object) => {
    const draft = decodeDraft(resource, object)
    if (isLeft(draft)) return { _tag: 'Allowed' }
    return { _tag: 'Allowed', patch: patchBetween(object, asSent(fill(draft.right, request), object)) }
  }),
})

/**
 * Refuses with 422, all reasons at once. On an update a fault that the old object had too is only a warning, as with
 * the API server's own rules: an object from before a rule can still be changed elsewhere.
 */
export const validating = <O extends KubeObject>(resource: Resource<O>, validate: Validate<O>): Webhook => ({
  _tag: 'Validating',
  path: webhookPath('validate', resource),
  resource,
  review: reviewing(resource, (request, object, oldObject) => {
    const old = oldObject && decodeDraft(resource, oldObject)
    const before = old === undefined || isLeft(old) ? undefined : old.right
    const validated = (of: Fields, against: O | undefined): Validated => {
      const draft = decodeDraft(resource, of)
      return isLeft(draft) ? { errors: draft.left } : validate(draft.right, against, request)
    }
    const { errors = [], warnings = [] } = validated(object, before)
    const known = errors.length === 0 || oldObject === undefined ? [] : (validated(oldObject, undefined).errors ?? [])
    const knownTexts = new Set(known.map(canonical))
    const isKnown = (error: FieldError) => knownTexts.size > 0 && knownTexts.has(canonical(error))
    const fresh = errors.filter(error => !isKnown(error))
    const told = [...errors.filter(isKnown).map(({ field, message }) => `${field}: ${message}`), ...warnings]
    return fresh.length === 0
      ? { _tag: 'Allowed', warnings: told }
      : { _tag: 'Refused', status: invalid(resource, request.name, fresh), warnings: told }
  }),
})
