import { equal } from '../../json/equal.ts'
import type { FieldError } from '../../kube/fieldError.ts'
import { fieldError } from '../../kube/fieldError.ts'
import { labelValue, nameRuleOf, qualifiedName } from '../../kube/names.ts'
import { asText } from '../../text/asText.ts'
import { type Meta, metaOf } from '../objects/meta.ts'
import type { ApiObject, ResourceType } from '../objects/resourceType.ts'

/** The faults of the metadata of an object that is to be stored, in the order of the real server. */
export const validateMetadata = (
  type: ResourceType,
  object: ApiObject,
  old: ApiObject | undefined,
): readonly FieldError[] => {
  const meta = metaOf(object)
  const before = old === undefined ? undefined : metaOf(old)
  return [
    ...(before === undefined ? nameErrors(type, meta) : immutableErrors(meta, before)),
    ...(meta.labels === before?.labels ? [] : labelErrors(meta.labels ?? {}, 'metadata.labels')),
    ...(meta.annotations === before?.annotations
      ? []
      : annotationErrors(meta.annotations ?? {}, 'metadata.annotations')),
    ...(meta.ownerReferences === before?.ownerReferences ? [] : ownerErrors(meta)),
    ...(meta.finalizers === before?.finalizers ? [] : finalizerErrors(type, meta, before)),
  ]
}

const nameErrors = (type: ResourceType, { name = '', generateName }: Meta): readonly FieldError[] => {
  if (name === '') {
    return generateName === undefined
      ? [fieldError.required('metadata.name', 'name or generateName is required')]
      : [fieldError.required('metadata.name')]
  }
  const rule = nameRuleOf(type)
  // A prefix may end where a name may not.
  const wrongPrefix =
    generateName === undefined || generateName === '' || type.plural === 'events'
      ? undefined
      : rule(generateName.replace(/-$/, 'a'))
  const wrong = rule(name)
  return [
    ...(wrongPrefix === undefined ? [] : [fieldError.invalid('metadata.generateName', generateName, wrongPrefix)]),
    ...(wrong === undefined ? [] : [fieldError.invalid('metadata.name', name, wrong)]),
  ]
}

const immutable = [
  'name',
  'namespace',
  'uid',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
] as const

const immutableErrors = (meta: Meta, before: Meta): readonly FieldError[] =>
  immutable
    .filter(field => !equal(meta[field], before[field]))
    .map(field => fieldError.invalid(`metadata.${field}`, meta[field] ?? null, 'field is immutable'))

/** The faults of labels. All are reported of the map as a whole. */
export const labelErrors = (labels: { readonly [key: string]: unknown }, field: string): readonly FieldError[] =>
  Object.entries(labels).flatMap(([key, value]) => {
    const wrongValue = labelValue(asText(value))
    return [
      ...qualifiedName(key).map(wrong => fieldError.invalid(field, key, wrong)),
      ...(wrongValue === undefined ? [] : [fieldError.invalid(field, value, wrongValue)]),
    ]
  })

/** Annotations that are too large, all together, or whose keys break the rules. */
export const annotationErrors = (
  annotations: { readonly [key: string]: unknown },
  field: string,
): readonly FieldError[] => {
  let bytes = 0
  const errors = Object.entries(annotations).flatMap(([key, value]) => {
    bytes += key.length + asText(value).length
    return qualifiedName(key.toLowerCase()).map(wrong => fieldError.invalid(field, key, wrong))
  })
  return bytes > mostAnnotationBytes ? [...errors, fieldError.tooLong(field, mostAnnotationBytes)] : errors
}

const mostAnnotationBytes = 256 * 1024

const ownerErrors = ({ ownerReferences = [] }: Meta): readonly FieldError[] => {
  const empty = ownerReferences.flatMap(owner =>
    (['apiVersion', 'kind', 'name', 'uid'] as const)
      .filter(field => (owner[field] ?? '') === '')
      .map(field =>
        fieldError.invalid(
          // The real server does not say which one.
          `metadata.ownerReferences.${field}`,
          '',
          `${field === 'apiVersion' ? 'version ' : ''}must not be empty`,
        ),
      ),
  )
  const unfit = ownerReferences.flatMap(({ apiVersion = '', kind, ...owner }) => [
    ...(apiVersion.split('/').length > 2
      ? [fieldError.invalid('metadata.ownerReferences.apiVersion', apiVersion, 'version must not be empty')]
      : []),
    ...(apiVersion === 'v1' && kind === 'Event'
      ? [
          fieldError.invalid(
            'metadata.ownerReferences',
            { apiVersion, kind, ...owner },
            '/v1, Kind=Event is disallowed from being an owner',
          ),
        ]
      : []),
  ])
  const wrong = [...empty, ...unfit]
  const controllers = ownerReferences.filter(owner => owner.controller === true)
  const [first, second] = controllers
  return first === undefined || second === undefined
    ? wrong
    : [
        ...wrong,
        fieldError.invalid(
          'metadata.ownerReferences',
          ownerReferences,
          `Only one reference can have Controller set to true. Found "true" in references for ${first.kind}/${first.name} and ${second.kind}/${second.name}`,
        ),
      ]
}

const standardFinalizers = new Set(['orphan', 'foregroundDeletion', 'kubernetes'])

/** Groups whose kinds take any finalizer, as custom resources do. */
const lenient = new Set(['admissionregistration.k8s.io', 'apiextensions.k8s.io', 'coordination.k8s.io'])

const finalizerErrors = (
  type: ResourceType,
  { finalizers = [] }: Meta,
  before: Meta | undefined,
): readonly FieldError[] => {
  const wrong = finalizers.flatMap((finalizer, at) => {
    const known = type.custom || lenient.has(type.group) || finalizer.includes('/') || standardFinalizers.has(finalizer)
    const detail = 'name is neither a standard finalizer name nor is it fully qualified'
    return [
      ...qualifiedName(finalizer).map(why => fieldError.invalid('metadata.finalizers', finalizer, why)),
      ...(known ? [] : [fieldError.invalid(`metadata.finalizers[${at}]`, finalizer, detail)]),
    ]
  })
  if (finalizers.includes('orphan') && finalizers.includes('foregroundDeletion')) {
    return [
      ...wrong,
      fieldError.invalid(
        'metadata.finalizers',
        finalizers,
        'finalizer orphan and foregroundDeletion cannot be both set',
      ),
    ]
  }
  const added = finalizers.filter(finalizer => !(before?.finalizers ?? []).includes(finalizer))
  return before?.deletionTimestamp === undefined || added.length === 0
    ? wrong
    : [
        ...wrong,
        fieldError.forbidden(
          'metadata.finalizers',
          `no new finalizers can be added if the object is being deleted, found new finalizers []string{${added.map(one => JSON.stringify(one)).join(', ')}}`,
        ),
      ]
}
