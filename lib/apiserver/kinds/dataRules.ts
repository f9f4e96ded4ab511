import { equal } from '../../json/equal.ts'
import { recordAt, textAt } from '../../json/fields.ts'
import type { FieldError } from '../../kube/fieldError.ts'
import { fieldError } from '../../kube/fieldError.ts'
import { asText } from '../../text/asText.ts'
import { withoutEnd } from '../../text/withoutEnd.ts'
import type { ApiObject } from '../objects/resourceType.ts'

/** The rules for the data of ConfigMaps and Secrets. */

const mostBytes = 1024 * 1024
const mostKeyLength = 253
const validKey = /^[-._a-zA-Z0-9]+$/
const keyRule =
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')"

const wrongsOfKey = (key: string): readonly string[] => [
  ...(key.length > mostKeyLength ? [`must be no more than ${mostKeyLength} characters`] : []),
  ...(validKey.test(key) ? [] : [keyRule]),
  ...(key === '.' ? ["must not be '.'"] : []),
  ...(key === '..' ? ["must not be '..'"] : key.startsWith('..') ? ["must not start with '..'"] : []),
]

const ofKeys = (object: ApiObject, field: string): readonly FieldError[] =>
  Object.keys(recordAt(object, field)).flatMap(key =>
    wrongsOfKey(key).map(wrong => fieldError.invalid(`${field}[${key}]`, key, wrong)),
  )

const bytesOfTexts = (texts: ApiObject): number => {
  const encoder = new TextEncoder()
  return Object.values(texts).reduce<number>((sum, value) => sum + encoder.encode(asText(value)).length, 0)
}

/** The bytes that values in base64 hold. */
const bytesOfData = (data: ApiObject): number =>
  Object.values(data).reduce<number>((sum, value) => {
    const text = asText(value)
    return sum + (text.length / 4) * 3 - (text.length - withoutEnd(text, character => character === '=').length)
  }, 0)

const ofSize = (bytes: number, field: string): readonly FieldError[] =>
  bytes > mostBytes ? [fieldError.tooLong(field, mostBytes)] : []

/** An object marked immutable stays so, with all its data. */
const ofImmutable = (
  object: ApiObject,
  old: ApiObject | undefined,
  fields: readonly string[],
): readonly FieldError[] => {
  if (old?.immutable !== true) return []
  const detail = 'field is immutable when `immutable` is set'
  return [
    ...(object.immutable === true ? [] : [fieldError.forbidden('immutable', detail)]),
    ...fields
      .filter(field => !equal(recordAt(object, field), recordAt(old, field)))
      .map(field => fieldError.forbidden(field, detail)),
  ]
}

export const validateConfigMap = (configMap: ApiObject, old: ApiObject | undefined): readonly FieldError[] => {
  const { data, binaryData } = { data: recordAt(configMap, 'data'), binaryData: recordAt(configMap, 'binaryData') }
  return [
    ...ofKeys(configMap, 'data'),
    ...ofKeys(configMap, 'binaryData'),
    ...Object.keys(binaryData)
      .filter(key => Object.hasOwn(data, key))
      .map(key => fieldError.invalid(`data[${key}]`, key, 'duplicate of key present in binaryData')),
    // The real server names the whole object so.
    ...ofSize(bytesOfTexts(data) + bytesOfData(binaryData), '[]'),
    ...ofImmutable(configMap, old, ['data', 'binaryData']),
  ]
}

export const validateSecret = (secret: ApiObject, old: ApiObject | undefined): readonly FieldError[] => [
  ...ofKeys(secret, 'data'),
  ...ofSize(bytesOfData(recordAt(secret, 'data')), 'data'),
  ...ofType(secret),
  ...(old !== undefined && !equal(old.type, secret.type)
    ? [fieldError.invalid('type', secret.type, 'field is immutable')]
    : []),
  ...ofImmutable(secret, old, ['data']),
]

const account = 'kubernetes.io/service-account.name'

/** Keys that a Secret of a type must have, and annotations. */
const ofType = (secret: ApiObject): readonly FieldError[] => {
  const data = recordAt(secret, 'data')
  const missing = (...keys: readonly string[]) =>
    keys.filter(key => !Object.hasOwn(data, key)).map(key => fieldError.required(`data[${key}]`))
  switch (textAt(secret, 'type')) {
    case 'kubernetes.io/tls':
      return missing('tls.crt', 'tls.key')
    case 'kubernetes.io/dockerconfigjson':
      return [...missing('.dockerconfigjson'), ...ofJson(data, '.dockerconfigjson')]
    case 'kubernetes.io/dockercfg':
      return [...missing('.dockercfg'), ...ofJson(data, '.dockercfg')]
    case 'kubernetes.io/basic-auth':
      return missing('username', 'password').length === 2 ? missing('username', 'password') : []
    case 'kubernetes.io/ssh-auth':
      return textAt(data, 'ssh-privatekey') === '' ? [fieldError.required('data[ssh-privatekey]')] : []
    case 'kubernetes.io/service-account-token':
      return textAt(recordAt(secret, 'metadata', 'annotations'), account) === ''
        ? [fieldError.required(`metadata.annotations[${account}]`)]
        : []
    default:
      return []
  }
}

const ofJson = (data: ApiObject, key: string): readonly FieldError[] => {
  if (!Object.hasOwn(data, key)) return []
  try {
    const octets = Uint8Array.from(atob(textAt(data, key)), character => character.charCodeAt(0))
    JSON.parse(new TextDecoder().decode(octets))
    return []
  } catch {
    return [fieldError.invalid(`data[${key}]`, '<secret contents redacted>', 'invalid JSON')]
  }
}
