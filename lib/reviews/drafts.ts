import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js'
import type { Fields } from '../json/fields.ts'
import { isRecord } from '../json/fields.ts'
import { decode } from '../kube/decode.ts'
import type { FieldError } from '../kube/fieldError.ts'
import type { KubeObject, Resource } from '../kube/object.ts'

/** Objects that are only about to exist: the API server has not given them all their metadata yet. */

const given = ['name', 'uid', 'resourceVersion'] as const

/** The object as its kind's codec reads it, with uid and resourceVersion empty where they are not given yet; or its faults, by field. */
export const decodeDraft = <O extends KubeObject>(
  resource: Resource<O>,
  object: Fields,
): Either<readonly FieldError[], O> => {
  const empty = Object.fromEntries(given.map(field => [field, '']))
  const metadata = { ...empty, ...(isRecord(object.metadata) && object.metadata) }
  const decoded = decode(resource.codec, { ...object, metadata })
  return isLeft(decoded) ? left(decoded.left.map(fieldErrorOf)) : right(decoded.right)
}

/** The inverse: a uid and a resourceVersion that are not given yet are absent again. */
export const asSent = (object: KubeObject, draft: Fields): Fields => {
  const sent = isRecord(draft.metadata) ? draft.metadata : {}
  const missing = given.filter(field => sent[field] === undefined)
  const metadata = Object.fromEntries(
    Object.entries(object.metadata).filter(([field]) => !missing.some(each => each === field)),
  )
  return { ...object, metadata }
}

/** `spec.image must be …` is about `spec.image`. */
const fieldErrorOf = (reason: string): FieldError => {
  const [, field = 'object', said = reason] = /^((?:[^\s"]|"[^"]*")+) ((?:keys )?must .*)$/s.exec(reason) ?? []
  return { reason: 'FieldValueInvalid', field, message: `Invalid value: ${said}` }
}
