import { equal } from '../../equal.ts'
import type { ApiObject, FieldError, ResourceType } from '../resourceType.ts'
import { fieldError } from '../schema/fieldError.ts'
import { formats } from '../schema/formats.ts'
import { wholeObject } from '../schema/objectMeta.ts'
import { shapes } from '../schema/shapes.ts'
import { ageColumn, builtin, countColumn, nameColumn, recordAt, recordsAt, textAt, textColumn } from './builtin.ts'

const { text, bool, map, textMap, mapList, object } = shapes

const bytes = text('', { format: 'byte' })

const validKey = /^[-._a-zA-Z0-9]+$/
const keyRule =
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')"

const ofKeys = (object: ApiObject, field: string): readonly FieldError[] =>
  Object.keys(recordAt(object, field))
    .filter(key => !validKey.test(key))
    .map(key => fieldError.invalid(`${field}[${key}]`, key, keyRule))

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

export const ConfigMap: ResourceType = builtin({
  group: '',
  version: 'v1',
  kind: 'ConfigMap',
  plural: 'configmaps',
  shortNames: ['cm'],
  namespaced: true,
  schema: wholeObject('Configuration data for pods to consume.', {
    data: textMap('Texts by key.'),
    binaryData: map(bytes, 'Bytes by key, in base64.'),
    immutable: bool('Whether the data can no longer be changed.'),
  }),
  columns: [
    nameColumn,
    countColumn(
      'Data',
      'Number of keys.',
      of => Object.keys(recordAt(of, 'data')).length + Object.keys(recordAt(of, 'binaryData')).length,
    ),
    ageColumn,
  ],
  validate: (configMap, old) => [
    ...ofKeys(configMap, 'data'),
    ...ofKeys(configMap, 'binaryData'),
    ...Object.keys(recordAt(configMap, 'binaryData'))
      .filter(key => Object.hasOwn(recordAt(configMap, 'data'), key))
      .map(key => fieldError.invalid(`data[${key}]`, key, `duplicate of key present in binaryData`)),
    ...ofImmutable(configMap, old, ['data', 'binaryData']),
  ],
})

/** Keys that a Secret of a type must have. */
const keysOfType: { readonly [type: string]: readonly string[] } = {
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
}

export const Secret: ResourceType = builtin({
  group: '',
  version: 'v1',
  kind: 'Secret',
  plural: 'secrets',
  namespaced: true,
  schema: wholeObject('Confidential data for pods to consume.', {
    data: map(bytes, 'Bytes by key, in base64.'),
    stringData: textMap('Texts by key, only for writing: the server moves them to data.'),
    immutable: bool('Whether the data can no longer be changed.'),
    type: text('What the data is for. Cannot be changed.', { default: 'Opaque' }),
  }),
  columns: [
    nameColumn,
    textColumn('Type', 'What the data is for.', secret => textAt(secret, 'type')),
    countColumn('Data', 'Number of keys.', of => Object.keys(recordAt(of, 'data')).length),
    ageColumn,
  ],
  prepare: secret => {
    if (secret.stringData === undefined) return secret
    const { stringData, ...rest } = secret
    const added = Object.entries(recordAt(secret, 'stringData')).map(([key, value]) => [key, base64Of(String(value))])
    return { ...rest, data: { ...recordAt(secret, 'data'), ...Object.fromEntries(added) } }
  },
  validate: (secret, old) => [
    ...ofKeys(secret, 'data'),
    ...Object.entries(recordAt(secret, 'data'))
      .filter(([, value]) => typeof value === 'string' && formats.byte?.(value) === false)
      .map(([key]) => fieldError.invalid(`data[${key}]`, '<hidden>', 'must be base64')),
    ...(keysOfType[textAt(secret, 'type')] ?? [])
      .filter(key => !Object.hasOwn(recordAt(secret, 'data'), key))
      .map(key => fieldError.required(`data[${key}]`)),
    ...(old !== undefined && !equal(old.type, secret.type)
      ? [fieldError.invalid('type', secret.type, 'field is immutable')]
      : []),
    ...ofImmutable(secret, old, ['data']),
  ],
})

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** The base64 form of a text in UTF-8. */
export const base64Of = (value: string): string => {
  const octets = new TextEncoder().encode(value)
  let encoded = ''
  for (let at = 0; at < octets.length; at += 3) {
    const [a = 0, b = 0, c = 0] = octets.subarray(at, at + 3)
    const bits = (a << 16) | (b << 8) | c
    const left = octets.length - at
    encoded += alphabet.charAt(bits >> 18) + alphabet.charAt((bits >> 12) & 63)
    encoded += left > 1 ? alphabet.charAt((bits >> 6) & 63) : '='
    encoded += left > 2 ? alphabet.charAt(bits & 63) : '='
  }
  return encoded
}

export const ServiceAccount: ResourceType = builtin({
  group: '',
  version: 'v1',
  kind: 'ServiceAccount',
  plural: 'serviceaccounts',
  shortNames: ['sa'],
  namespaced: true,
  schema: wholeObject('An identity for processes in pods.', {
    secrets: mapList(
      ['name'],
      object('A Secret.', { name: text('Its name.') }, ['name']),
      'Secrets that its pods may use.',
    ),
    imagePullSecrets: shapes.list(object('A Secret.', { name: text('Its name.') }), 'Secrets to pull images with.'),
    automountServiceAccountToken: bool('Whether pods get a token by default.'),
  }),
  columns: [
    nameColumn,
    countColumn('Secrets', 'Number of its Secrets.', of => recordsAt(of, 'secrets').length),
    ageColumn,
  ],
})
