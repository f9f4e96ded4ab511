/** The causes of a Status of reason Invalid, worded as the API server words them. */

/** In place of a value that is not printed. */
export const omitted = Symbol('omitted')

const invalid = (field: string, value: unknown, detail: string): FieldError => ({
  reason: 'FieldValueInvalid',
  field,
  message: `${worded('Invalid value', value)}${detail === '' ? '' : `: ${detail}`}`,
})

const typeInvalid = (field: string, value: unknown, detail: string): FieldError => ({
  ...invalid(field, value, detail),
  reason: 'FieldValueTypeInvalid',
})

const required = (field: string, detail = ''): FieldError => ({
  reason: 'FieldValueRequired',
  field,
  message: `Required value${detail === '' ? '' : `: ${detail}`}`,
})

const notSupported = (field: string, value: unknown, supported: readonly string[]): FieldError => ({
  reason: 'FieldValueNotSupported',
  field,
  message: `Unsupported value: ${printed(value)}: supported values: ${supported.map(printed).join(', ')}`,
})

const forbidden = (field: string, detail: string): FieldError => ({
  reason: 'FieldValueForbidden',
  field,
  message: `Forbidden: ${detail}`,
})

const duplicate = (field: string, value: unknown): FieldError => ({
  reason: 'FieldValueDuplicate',
  field,
  message: worded('Duplicate value', value),
})

const notFound = (field: string, value: unknown): FieldError => ({
  reason: 'FieldValueNotFound',
  field,
  message: `Not found: ${printed(value)}`,
})

const tooLong = (field: string, most: number): FieldError => ({
  reason: 'FieldValueTooLong',
  field,
  message: `Too long: may not be more than ${most} ${most === 1 ? 'byte' : 'bytes'}`,
})

const tooMany = (field: string, actual: number, most: number): FieldError => ({
  reason: 'FieldValueTooMany',
  field,
  message: `Too many: ${actual}: must have at most ${most} ${most === 1 ? 'item' : 'items'}`,
})

const worded = (what: string, value: unknown): string => (value === omitted ? what : `${what}: ${printed(value)}`)

const printed = (value: unknown): string => JSON.stringify(value) ?? 'null'

export const fieldError = {
  invalid,
  typeInvalid,
  required,
  notSupported,
  forbidden,
  duplicate,
  notFound,
  tooLong,
  tooMany,
}
/** One cause in a Status of reason Invalid. `field` is a path as the real server prints it: `spec.ports[0].name`. */

export interface FieldError {
  readonly reason:
    | 'FieldValueRequired'
    | 'FieldValueInvalid'
    | 'FieldValueNotSupported'
    | 'FieldValueForbidden'
    | 'FieldValueDuplicate'
    | 'FieldValueTooLong'
    | 'FieldValueTooMany'
    | 'FieldValueTypeInvalid'
    | 'FieldValueNotFound'
  readonly field: string
  /** The whole cause message: `Invalid value: -1: spec.replicas in body should be greater than or equal to 0`. */
  readonly message: string
}
