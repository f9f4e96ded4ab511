import type { Fields } from '../json/fields.ts'
import type { FieldError } from './fieldError.ts'

/** The real server's error answers, word by word. Each function names one `reason`. */
export interface ApiStatus extends Fields {
  readonly kind: 'Status'
  readonly apiVersion: 'v1'
  readonly metadata: Fields
  readonly status: 'Success' | 'Failure'
  readonly message?: string
  readonly reason?: string
  readonly details?: Details
  /** The HTTP status; a deletion's Success leaves it out. */
  readonly code?: number
}

export interface Details {
  readonly name?: string
  readonly group?: string
  readonly kind?: string
  readonly uid?: string
  readonly causes?: readonly Cause[]
  readonly retryAfterSeconds?: number
}

export interface Cause {
  readonly reason?: string
  readonly message?: string
  readonly field?: string
}

export const failure = (code: number, reason: string, message: string, details?: Details): ApiStatus => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  message,
  reason,
  ...(details !== undefined && { details }),
  code,
})

interface Named {
  readonly group: string
  readonly plural: string
}

/** `myapps.example.com`, or `pods` in the core group. */
export const groupResource = ({ group, plural }: Named): string => (group === '' ? plural : `${plural}.${group}`)

const detailsOf = ({ group, plural }: Named, name?: string): Details => ({
  ...(name !== undefined && { name }),
  ...(group !== '' && { group }),
  kind: plural,
})

export const notFound = (type: Named, name: string): ApiStatus =>
  failure(404, 'NotFound', `${groupResource(type)} "${name}" not found`, detailsOf(type, name))

/** A path below a served group that leads nowhere. */
export const noSuchResource = (): ApiStatus =>
  failure(404, 'NotFound', 'the server could not find the requested resource', {})

export const alreadyExists = (type: Named, name: string): ApiStatus =>
  failure(409, 'AlreadyExists', `${groupResource(type)} "${name}" already exists`, detailsOf(type, name))

export const conflict = (type: Named, name: string, why: string): ApiStatus =>
  failure(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${groupResource(type)} "${name}": ${why}`,
    detailsOf(type, name),
  )

export const modified = 'the object has been modified; please apply your changes to the latest version and try again'

export const applyConflict = (message: string, causes: readonly Cause[]): ApiStatus =>
  failure(409, 'Conflict', message, { causes })

export const forbidden = (type: Named, name: string, why: string, causes?: readonly Cause[]): ApiStatus => {
  const subject = name === '' ? groupResource(type) : `${groupResource(type)} "${name}"`
  return failure(403, 'Forbidden', `${subject} is forbidden: ${why}`, {
    ...detailsOf(type, name === '' ? undefined : name),
    ...(causes !== undefined && { causes }),
  })
}

export const badRequest = (message: string): ApiStatus => failure(400, 'BadRequest', message)

export const methodNotAllowed = (): ApiStatus =>
  failure(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {})

/** As custom resources say it. */
export const methodNotSupported = (type: Named, verb: string): ApiStatus =>
  failure(
    405,
    'MethodNotAllowed',
    `${verb} is not supported on resources of kind "${groupResource(type)}"`,
    detailsOf(type),
  )

export const notAcceptable = (message: string, details?: Details): ApiStatus =>
  failure(406, 'NotAcceptable', message, details)

export const unsupportedMediaType = (accepted: readonly string[]): ApiStatus =>
  failure(
    415,
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`,
  )

/** As built-in kinds say it of a patch. */
export const unsupportedPatchType = (): ApiStatus =>
  failure(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {})

/** `next`: a token with which a list goes on. */
export const expired = (message: string, next?: string): ApiStatus => ({
  ...failure(410, 'Expired', message),
  metadata: { ...(next !== undefined && { continue: next }) },
})

export const tooOldResourceVersion = (asked: string | number, oldest: number): ApiStatus =>
  expired(`too old resource version: ${asked} (${oldest})`)

export const tooLargeResourceVersion = (asked: number, current: number): ApiStatus =>
  failure(504, 'Timeout', `Too large resource version: ${asked}, current: ${current}`, {
    causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
    retryAfterSeconds: 1,
  })

/** 422 with all that is wrong at once. `kind` and `group` are those of the object, as the real server has it. */
export const invalid = (
  type: { readonly group: string; readonly kind: string },
  name: string,
  errors: readonly FieldError[],
): ApiStatus => {
  const subject = type.group === '' ? type.kind : `${type.kind}.${type.group}`
  const told = errors.map(({ field, message }) => `${field}: ${message}`)
  const all = told.length === 1 ? told[0] : `[${[...new Set(told)].join(', ')}]`
  return failure(422, 'Invalid', `${subject} "${name}" is invalid: ${all}`, {
    ...(name !== '' && { name }),
    ...(type.group !== '' && { group: type.group }),
    ...(type.kind !== '' && { kind: type.kind }),
    causes: errors.map(({ reason, message, field }) => ({ reason, message, field })),
  })
}

/** 422 without a word on why: a JSON patch that cannot be applied. */
export const unprocessable = (): ApiStatus =>
  failure(422, 'Invalid', 'the server rejected our request due to an error in our request', {})

export const tooManyRequests = (message: string, causes: readonly Cause[], retryAfterSeconds?: number): ApiStatus =>
  failure(429, 'TooManyRequests', message, {
    causes,
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  })

/** The answer to a POST that creates nothing to show. */
export const done: ApiStatus = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 }

/** The answer to a delete when the object is gone. */
export const deletedStatus = (type: Named, name: string, uid: string | undefined): ApiStatus => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Success',
  details: { ...detailsOf(type, name), ...(uid !== undefined && { uid }) },
})

/** 500: something that should be there is not. */
export const internalError = (message: string): ApiStatus =>
  failure(500, 'InternalError', `Internal error occurred: ${message}`, { causes: [{ message }] })

/** An error that the real server has no reason for: 500, with its message alone. */
export const unnamed = (message: string): ApiStatus => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  message,
  code: 500,
})
