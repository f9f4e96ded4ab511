import type { Schema } from '../../kube/schema.ts'
import { shapes } from './shapes.ts'

const { text, int64, bool, time, object, list, set, mapList, textMap, atomic, open } = shapes

/** The metadata that every object carries. */
export const objectMeta: Schema = object('Standard metadata: what names, versions, labels and owns the object.', {
  name: text('Unique among the objects of its kind in its namespace. Cannot be changed.'),
  generateName: text('A prefix to which the server appends a random suffix when no name is given.'),
  namespace: text('The namespace within which the name is unique. Empty for cluster-scoped objects.'),
  selfLink: text('No longer set by the server.'),
  uid: text('Unique in time and space; set by the server on creation.'),
  resourceVersion: text('Changes with every write; compare it to detect change, send it back to detect conflicts.'),
  generation: int64('Counts the changes of the desired state.'),
  creationTimestamp: time('When the server created the object.'),
  deletionTimestamp: time('When the object will be, or was asked to be, removed.'),
  deletionGracePeriodSeconds: int64('Seconds that the object is given to end gracefully.'),
  labels: textMap('Keys and values by which objects are selected.'),
  annotations: textMap('Keys and values that tools attach; not used for selection.'),
  ownerReferences: mapList(
    ['uid'],
    atomic(
      object(
        'An object that this one depends on.',
        {
          apiVersion: text('API version of the owner.'),
          kind: text('Kind of the owner.'),
          name: text('Name of the owner.'),
          uid: text('UID of the owner.'),
          controller: bool('Whether the owner is the managing controller.'),
          blockOwnerDeletion: bool('Whether foreground deletion of the owner waits for this object.'),
        },
        ['apiVersion', 'kind', 'name', 'uid'],
      ),
    ),
    'The objects that this one depends on; when all are gone, it is garbage collected.',
  ),
  finalizers: set(text(), 'Must be empty before the object is removed.'),
  managedFields: list(
    object('Which manager set which fields.', {
      manager: text('Who set the fields.'),
      operation: text('Apply or Update.'),
      apiVersion: text('The version that the fields are written in.'),
      time: time('When the fields last changed.'),
      fieldsType: text('FieldsV1.'),
      fieldsV1: open('The fields, as a trie.'),
      subresource: text('Through which subresource the fields were set.'),
    }),
    'Which manager set which fields, kept by the server.',
  ),
})

/** The schema of a whole object: identity and metadata around what its kind adds. */
export const wholeObject = (
  description: string,
  properties: { readonly [field: string]: Schema },
  required: readonly string[] = [],
): Schema => ({
  ...object(
    description,
    {
      apiVersion: text('The versioned schema of this representation of the object.'),
      kind: text('The REST resource that this object represents.'),
      metadata: objectMeta,
      ...properties,
    },
    required,
  ),
})
