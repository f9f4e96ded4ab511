import { equal } from '../../json/equal.ts'
import { recordAt, textAt, textsAt } from '../../json/fields.ts'
import { type FieldError, fieldError } from '../../kube/fieldError.ts'
import { asText } from '../../text/asText.ts'
import type { ApiObject, Column, ResourceType } from '../objects/resourceType.ts'
import { ageColumn, nameColumn, textColumn } from '../objects/values.ts'
import { documented } from './documents/documented.ts'
import { oneOf, requiredText } from './fieldRules.ts'

/** Volumes, claims to volumes, and their classes. */

const shortModes: { readonly [mode: string]: string } = {
  ReadWriteOnce: 'RWO',
  ReadOnlyMany: 'ROX',
  ReadWriteMany: 'RWX',
  ReadWriteOncePod: 'RWOP',
}
const accessModes = Object.keys(shortModes)

const modesOf = (of: ApiObject): string => {
  const modes = textsAt(of, 'accessModes')
  return accessModes
    .filter(mode => modes.includes(mode))
    .map(mode => shortModes[mode])
    .join(',')
}

const textOf = (value: unknown): string => (value === undefined ? '' : asText(value))

const phaseOf = (object: ApiObject): string =>
  recordAt(object, 'metadata').deletionTimestamp === undefined
    ? textAt(recordAt(object, 'status'), 'phase')
    : 'Terminating'

/** Set by the server on creation, whatever the client says. */
const pending = (object: ApiObject, old: ApiObject | undefined): ApiObject =>
  old === undefined ? { ...object, status: { phase: 'Pending' } } : object

/** What may be in use is kept by a finalizer until it is not. */
export const protectedBy =
  (finalizer: string, then: (object: ApiObject, old: ApiObject | undefined) => ApiObject = object => object) =>
  (object: ApiObject, old: ApiObject | undefined): ApiObject => {
    const metadata = recordAt(object, 'metadata')
    const finalizers = textsAt(metadata, 'finalizers')
    const isKept = old !== undefined || finalizers.includes(finalizer)
    return then(isKept ? object : { ...object, metadata: { ...metadata, finalizers: [...finalizers, finalizer] } }, old)
  }

export const specColumn = (name: string, description: string, field: string, missing: string, wide = false): Column =>
  textColumn(name, description, of => textAt(recordAt(of, 'spec'), field) || missing, wide)

const withModes = (spec: ApiObject, path: string): readonly FieldError[] =>
  textsAt(spec, 'accessModes').length === 0
    ? [fieldError.required(`${path}.accessModes`, 'at least 1 access mode is required')]
    : textsAt(spec, 'accessModes').flatMap(mode =>
        accessModes.includes(mode)
          ? []
          : [fieldError.notSupported(`${path}.accessModes`, mode, accessModes.toSorted())],
      )

const claimRule =
  'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims'

const validateClaim = (claim: ApiObject, old: ApiObject | undefined): readonly FieldError[] => {
  const spec = recordAt(claim, 'spec')
  const fixed = ({ resources: _, volumeAttributesClassName: __, ...rest }: ApiObject) => rest
  const isChanged = old !== undefined && !equal(fixed(spec), fixed(recordAt(old, 'spec')))
  return [
    ...withModes(spec, 'spec'),
    ...(recordAt(spec, 'resources', 'requests').storage === undefined
      ? [fieldError.required('spec.resources[storage]')]
      : []),
    ...oneOf(spec, 'volumeMode', 'spec', ['Block', 'Filesystem']),
    ...(isChanged ? [fieldError.forbidden('spec', claimRule)] : []),
  ]
}

export const persistentVolumeClaimType: ResourceType = documented('v1', 'PersistentVolumeClaim', {
  allocate: protectedBy('kubernetes.io/pvc-protection', pending),
  validate: validateClaim,
  columns: [
    nameColumn,
    textColumn('Status', 'How far it is.', phaseOf),
    specColumn('Volume', 'The volume that it got.', 'volumeName', ''),
    textColumn('Capacity', 'The size of the volume.', of =>
      textAt(recordAt(of, 'spec'), 'volumeName') === '' ? '' : textOf(recordAt(of, 'status', 'capacity').storage),
    ),
    textColumn('Access Modes', 'How it may be used.', of =>
      textAt(recordAt(of, 'spec'), 'volumeName') === '' ? '' : modesOf(recordAt(of, 'status')),
    ),
    specColumn('StorageClass', 'Who makes the volume.', 'storageClassName', ''),
    specColumn('VolumeAttributesClass', 'What is asked of it.', 'volumeAttributesClassName', '<unset>'),
    ageColumn,
    specColumn('VolumeMode', 'Files or blocks.', 'volumeMode', '<unset>', true),
  ],
})

const validateVolume = (volume: ApiObject): readonly FieldError[] => {
  const spec = recordAt(volume, 'spec')
  return [
    ...(textsAt(spec, 'accessModes').length === 0
      ? [fieldError.required('spec.accessModes')]
      : withModes(spec, 'spec')),
    ...(Object.keys(recordAt(spec, 'capacity')).length === 0
      ? [
          fieldError.required('spec.capacity'),
          fieldError.notSupported('spec.capacity', spec.capacity ?? null, ['storage']),
        ]
      : []),
    ...oneOf(spec, 'persistentVolumeReclaimPolicy', 'spec', ['Delete', 'Recycle', 'Retain']),
    ...oneOf(spec, 'volumeMode', 'spec', ['Block', 'Filesystem']),
    ...(Object.keys(spec).some(field => !ofVolume.has(field))
      ? []
      : [fieldError.required('spec', 'must specify a volume type')]),
  ]
}

/** Fields of a volume that do not say what kind of volume it is. */
const ofVolume: ReadonlySet<string> = new Set([
  'accessModes',
  'capacity',
  'claimRef',
  'mountOptions',
  'nodeAffinity',
  'persistentVolumeReclaimPolicy',
  'storageClassName',
  'volumeAttributesClassName',
  'volumeMode',
])

export const persistentVolumeType: ResourceType = documented('v1', 'PersistentVolume', {
  allocate: protectedBy('kubernetes.io/pv-protection', (object, old) => {
    const { creationTimestamp } = recordAt(object, 'metadata')
    return old === undefined
      ? { ...object, status: { phase: 'Pending', lastPhaseTransitionTime: creationTimestamp } }
      : object
  }),
  validate: validateVolume,
  columns: [
    nameColumn,
    textColumn('Capacity', 'Its size.', of => textOf(recordAt(of, 'spec', 'capacity').storage)),
    textColumn('Access Modes', 'How it may be used.', of => modesOf(recordAt(of, 'spec'))),
    specColumn('Reclaim Policy', 'What becomes of it after its claim.', 'persistentVolumeReclaimPolicy', ''),
    textColumn('Status', 'How far it is.', phaseOf),
    textColumn('Claim', 'Who has it.', of => {
      const { claimRef } = recordAt(of, 'spec')
      const claim = recordAt(of, 'spec', 'claimRef')
      return claimRef === undefined ? '' : `${textAt(claim, 'namespace')}/${textAt(claim, 'name')}`
    }),
    specColumn('StorageClass', 'Who made it.', 'storageClassName', ''),
    specColumn('VolumeAttributesClass', 'What was asked of it.', 'volumeAttributesClassName', '<unset>'),
    textColumn('Reason', 'Why it failed.', of => textAt(recordAt(of, 'status'), 'reason')),
    ageColumn,
    specColumn('VolumeMode', 'Files or blocks.', 'volumeMode', '<unset>', true),
  ],
})

const isDefault = (object: ApiObject): boolean =>
  recordAt(object, 'metadata', 'annotations')['storageclass.kubernetes.io/is-default-class'] === 'true'

export const storageClassType: ResourceType = documented('storage.k8s.io/v1', 'StorageClass', {
  validate: (storage, old) => [
    ...requiredText(storage, 'provisioner', ''),
    ...['parameters', 'provisioner', 'reclaimPolicy', 'volumeBindingMode'].flatMap(field =>
      old === undefined || equal(storage[field], old[field])
        ? []
        : [fieldError.forbidden(field, `updates to ${field} are forbidden.`)],
    ),
  ],
  columns: [
    {
      ...nameColumn,
      value: of => `${textAt(recordAt(of, 'metadata'), 'name')}${isDefault(of) ? ' (default)' : ''}`,
    },
    textColumn('Provisioner', 'Who makes volumes.', of => textAt(of, 'provisioner')),
    textColumn(
      'ReclaimPolicy',
      'What becomes of a volume after its claim.',
      of => textAt(of, 'reclaimPolicy') || 'Delete',
    ),
    textColumn('VolumeBindingMode', 'When it is made.', of => textAt(of, 'volumeBindingMode') || 'Immediate'),
    {
      ...textColumn('AllowVolumeExpansion', 'Whether it may grow.', () => ''),
      value: of => of.allowVolumeExpansion === true,
    },
    ageColumn,
  ],
})
