import { recordAt, textAt, withEach } from '../../json/fields.ts'
import { asText } from '../../text/asText.ts'
import { base64Of } from '../../text/base64.ts'
import type { ResourceType } from '../objects/resourceType.ts'
import { ageColumn, builtin, countedColumn, nameColumn, textColumn } from '../objects/values.ts'
import { wholeObject } from '../schema/objectMeta.ts'
import { shapes } from '../schema/shapes.ts'
import { validateConfigMap, validateSecret } from './dataRules.ts'

const { text, bool, map, textMap, mapList, object } = shapes

const bytes = text('', { format: 'byte' })

export const configMapType: ResourceType = builtin({
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
    countedColumn(
      'Data',
      'Number of keys.',
      of => Object.keys(recordAt(of, 'data')).length + Object.keys(recordAt(of, 'binaryData')).length,
    ),
    ageColumn,
  ],
  validate: validateConfigMap,
})

export const secretType: ResourceType = builtin({
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
    countedColumn('Data', 'Number of keys.', of => Object.keys(recordAt(of, 'data')).length),
    ageColumn,
  ],
  prepare: secret => {
    if (secret.stringData === undefined) return secret
    const { stringData, ...rest } = secret
    const added = Object.entries(recordAt(secret, 'stringData')).map(([key, value]) => [key, base64Of(asText(value))])
    return { ...rest, data: { ...recordAt(secret, 'data'), ...Object.fromEntries(added) } }
  },
  validate: validateSecret,
})

export const serviceAccountType: ResourceType = builtin({
  group: '',
  version: 'v1',
  kind: 'ServiceAccount',
  plural: 'serviceaccounts',
  shortNames: ['sa'],
  namespaced: true,
  schema: wholeObject('An identity for processes in pods.', {
    secrets: mapList(
      ['name'],
      object('A Secret.', {
        name: text('Its name.'),
        ...Object.fromEntries(
          ['kind', 'namespace', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath'].map(field => [field, text()]),
        ),
      }),
      'Secrets that its pods may use.',
    ),
    imagePullSecrets: shapes.list(object('A Secret.', { name: text('Its name.') }), 'Secrets to pull images with.'),
    automountServiceAccountToken: bool('Whether pods get a token by default.'),
  }),
  columns: [nameColumn, ageColumn],
  // The names of the Secrets that its pods may use are kept.
  allocate: account => withEach(account, 'secrets', secret => ({ name: secret.name })),
})
