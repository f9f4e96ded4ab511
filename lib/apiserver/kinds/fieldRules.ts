import type { FieldError } from '../../kube/fieldError.ts'
import { fieldError } from '../../kube/fieldError.ts'
import { dnsLabel, type NameRule } from '../../kube/names.ts'
import type { ApiObject } from '../objects/resourceType.ts'

/** Rules about single values that many kinds have. `path` is that of the value, or of the object that has the field. */

export const portNumber = (port: unknown, path: string): readonly FieldError[] =>
  typeof port === 'number' && (port < 1 || port > 65_535)
    ? [fieldError.invalid(path, port, 'must be between 1 and 65535, inclusive')]
    : []

/** IANA service names, by which container ports are referred to. */
export const portName = (name: string, path: string): readonly FieldError[] => {
  const wrong = (detail: string) => fieldError.invalid(path, name, detail)
  return [
    ...(name.length > 15 ? [wrong('must be no more than 15 characters')] : []),
    ...(/^[-a-z0-9]+$/.test(name)
      ? []
      : [wrong('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)')]),
    ...(/[a-z]/.test(name) ? [] : [wrong('must contain at least one letter (a-z)')]),
    ...(name.includes('--') ? [wrong('must not contain consecutive hyphens')] : []),
    ...(name.startsWith('-') || name.endsWith('-') ? [wrong('must not begin or end with a hyphen')] : []),
  ]
}

export const portNumberOrName = (port: unknown, path: string): readonly FieldError[] =>
  typeof port === 'string' ? portName(port, path) : portNumber(port ?? 0, path)

/** A text field with some allowed values, which the error lists in this order. */
export const oneOf = (
  of: ApiObject,
  field: string,
  path: string,
  supported: readonly string[],
): readonly FieldError[] => {
  const value = of[field]
  return value === undefined || supported.some(known => known === value)
    ? []
    : [fieldError.notSupported(`${path}.${field}`, value, supported)]
}

/** A number that must not be smaller. */
export const atLeast = (of: ApiObject, field: string, path: string, least: number): readonly FieldError[] => {
  const value = of[field]
  return typeof value === 'number' && value < least
    ? [fieldError.invalid(`${path}.${field}`, value, `must be greater than or equal to ${least}`)]
    : []
}

/** A text field that must be there. */
export const requiredText = (of: ApiObject, field: string, path: string): readonly FieldError[] =>
  (of[field] ?? '') === '' ? [fieldError.required(path === '' ? field : `${path}.${field}`)] : []

/** A text field that is a name, where it is there. */
export const namedErrors = (
  of: ApiObject,
  field: string,
  path: string,
  rule: NameRule = dnsLabel,
): readonly FieldError[] => {
  const value = of[field]
  const wrong = typeof value === 'string' && value !== '' ? rule(value) : undefined
  return wrong === undefined ? [] : [fieldError.invalid(`${path}.${field}`, value, wrong)]
}

const percentRule =
  "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')"

/** A count, or a share in percent. */
export const countOrPercent = (of: ApiObject, field: string, path: string): readonly FieldError[] => {
  const value = of[field]
  if (typeof value !== 'string') return atLeast(of, field, path, 0)
  return /^\d+%$/.test(value) ? [] : [fieldError.invalid(`${path}.${field}`, value, percentRule)]
}

export const atMostAll = (of: ApiObject, field: string, path: string): readonly FieldError[] => {
  const value = of[field]
  return typeof value === 'string' && /^\d+%$/.test(value) && Number.parseInt(value, 10) > 100
    ? [fieldError.invalid(`${path}.${field}`, value, 'must not be greater than 100%')]
    : []
}
