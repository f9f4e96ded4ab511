import { recordAt, textAt, textsAt } from '../../json/fields.ts'
import type { FieldError } from '../../kube/fieldError.ts'
import { fieldError } from '../../kube/fieldError.ts'
import { qualifiedName } from '../../kube/names.ts'
import type { ApiObject, ResourceType } from '../objects/resourceType.ts'
import { ageColumn, builtin, nameColumn, textColumn } from '../objects/values.ts'
import { wholeObject } from '../schema/objectMeta.ts'
import { shapes } from '../schema/shapes.ts'
import { condition } from './podSpecSchema.ts'

const { text, object, list, mapList } = shapes

export const namespaceType: ResourceType = builtin({
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
  // No manager owns the finalizer of the server. Later the finalizers are written through `finalize` alone.
  allocate: (namespace, old) => {
    if (old !== undefined) return { ...namespace, spec: recordAt(old, 'spec') }
    const finalizers = textsAt(recordAt(namespace, 'spec'), 'finalizers')
    return finalizers.includes('kubernetes')
      ? namespace
      : { ...namespace, spec: { finalizers: [...finalizers, 'kubernetes'] } }
  },
  validate: namespace =>
    textsAt(recordAt(namespace, 'spec'), 'finalizers').flatMap(finalizer => [
      ...qualifiedName(finalizer).map(wrong => fieldError.invalid('spec.finalizers', finalizer, wrong)),
      ...(finalizer === 'kubernetes' || finalizer.includes('/') ? [] : [unknownFinalizer(finalizer)]),
    ]),
})

const unknownFinalizer = (finalizer: string): FieldError => {
  const detail = 'name is neither a standard finalizer name nor is it fully qualified'
  return fieldError.invalid('spec.finalizers', finalizer, detail)
}

const withOwnName = (metadata: ApiObject): ApiObject =>
  metadata.name === undefined || recordAt(metadata, 'labels')['kubernetes.io/metadata.name'] === metadata.name
    ? metadata
    : { ...metadata, labels: { ...recordAt(metadata, 'labels'), 'kubernetes.io/metadata.name': metadata.name } }
