import { recordAt, recordsAt, textAt, textsAt } from '../../json/fields.ts'
import { type FieldError, fieldError } from '../../kube/fieldError.ts'
import { subdomain } from '../../kube/names.ts'
import type { ApiObject, Column, ResourceType } from '../objects/resourceType.ts'
import { ageColumn, countColumn, createdColumn, nameColumn, textColumn } from '../objects/values.ts'
import { documented } from './documents/documented.ts'
import { requiredText } from './fieldRules.ts'
import { protectedBy, specColumn } from './storage.ts'

const flagColumn = (name: string, description: string, field: string): Column => ({
  ...textColumn(name, description, () => ''),
  type: 'boolean',
  value: of => recordAt(of, 'spec')[field] === true,
})

const validateAttachment = (attachment: ApiObject): readonly FieldError[] => {
  const spec = recordAt(attachment, 'spec')
  const { inlineVolumeSpec, persistentVolumeName } = recordAt(spec, 'source')
  const node = textAt(spec, 'nodeName')
  const wrong = subdomain(node)
  return [
    ...requiredText(spec, 'attacher', 'spec'),
    ...((inlineVolumeSpec === undefined) === (persistentVolumeName === undefined)
      ? [fieldError.required('spec.source', 'must specify exactly one of inlineVolumeSpec and persistentVolumeName')]
      : []),
    ...(wrong === undefined ? [] : [fieldError.invalid('spec.nodeName', node, wrong)]),
  ]
}

/** Kinds by which drivers of volumes talk to the cluster. */
export const driverTypes: readonly ResourceType[] = [
  documented('storage.k8s.io/v1', 'CSIDriver', {
    columns: [
      nameColumn,
      flagColumn('AttachRequired', 'Whether volumes are attached.', 'attachRequired'),
      flagColumn('PodInfoOnMount', 'Whether it is told of the pod.', 'podInfoOnMount'),
      flagColumn('StorageCapacity', 'Whether it publishes its capacity.', 'storageCapacity'),
      textColumn('TokenRequests', 'For whom it wants tokens.', of => {
        const wanted = recordsAt(recordAt(of, 'spec'), 'tokenRequests')
        return wanted.map(each => textAt(each, 'audience')).join(',') || '<unset>'
      }),
      flagColumn('RequiresRepublish', 'Whether it is called again and again.', 'requiresRepublish'),
      textColumn('Modes', 'How long its volumes live.', of => {
        const modes = textsAt(recordAt(of, 'spec'), 'volumeLifecycleModes')
        return modes.join(',') || '<none>'
      }),
      ageColumn,
    ],
  }),
  documented('storage.k8s.io/v1', 'CSINode', {
    columns: [
      nameColumn,
      countColumn('Drivers', 'Number of drivers.', of => recordsAt(recordAt(of, 'spec'), 'drivers').length),
      ageColumn,
    ],
  }),
  documented('storage.k8s.io/v1', 'CSIStorageCapacity', { columns: [nameColumn, createdColumn] }),
  documented('storage.k8s.io/v1', 'VolumeAttachment', {
    validate: validateAttachment,
    columns: [
      nameColumn,
      { ...specColumn('Attacher', 'Who attaches it.', 'attacher', ''), format: 'name' },
      textColumn('PV', 'The volume.', of => textAt(recordAt(of, 'spec', 'source'), 'persistentVolumeName')),
      specColumn('Node', 'To which node.', 'nodeName', ''),
      {
        ...textColumn('Attached', 'Whether it is.', () => ''),
        type: 'boolean',
        value: of => recordAt(of, 'status').attached === true,
      },
      ageColumn,
    ],
  }),
  documented('storage.k8s.io/v1', 'VolumeAttributesClass', {
    allocate: protectedBy('kubernetes.io/vac-protection'),
    validate: of => [
      ...requiredText(of, 'driverName', ''),
      ...(Object.keys(recordAt(of, 'parameters')).length === 0
        ? [fieldError.required('parameters', 'must contain at least one key/value pair')]
        : []),
    ],
    columns: [nameColumn, textColumn('DriverName', 'Whose it is.', of => textAt(of, 'driverName')), ageColumn],
  }),
]
