import type { ApiObject, ResourceType } from '../resourceType.ts'
import { wholeObject } from '../schema/objectMeta.ts'
import { shapes } from '../schema/shapes.ts'
import { ageColumn, builtin, nameColumn, recordAt, textAt, textColumn } from './builtin.ts'
import { condition } from './podSpecSchema.ts'

const { text, object, list, mapList } = shapes

export const Namespace: ResourceType = builtin({
  group: '',
  version: 'v1',
  kind: 'Namespace',
  plural: 'namespaces',
  shortNames: ['ns'],
  namespaced: false,
  verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
  schema: wholeObject('A scope for names.', {
    spec: object('The desired behaviour.', {
      finalizers: list(text(), 'Must be empty before the namespace is removed.'),
    }),
    status: object('What was last observed.', {
      phase: text('Active or Terminating.'),
      conditions: mapList(['type'], condition(), 'Latest observations.'),
    }),
  }),
  status: true,
  columns: [
    nameColumn,
    textColumn('Status', 'Active or Terminating.', namespace => textAt(recordAt(namespace, 'status'), 'phase')),
    ageColumn,
  ],
  prepare: namespace => ({
    ...namespace,
    metadata: withOwnName(recordAt(namespace, 'metadata')),
    spec: recordAt(namespace, 'spec'),
    status: namespace.status ?? { phase: 'Active' },
  }),
  // Nobody owns the finalizer of the server.
  allocate: (namespace, old) =>
    old === undefined
      ? { ...namespace, spec: { finalizers: recordAt(namespace, 'spec').finalizers ?? ['kubernetes'] } }
      : namespace,
})

const withOwnName = (metadata: ApiObject): ApiObject =>
  metadata.name === undefined || recordAt(metadata, 'labels')['kubernetes.io/metadata.name'] === metadata.name
    ? metadata
    : { ...metadata, labels: { ...recordAt(metadata, 'labels'), 'kubernetes.io/metadata.name': metadata.name } }
