import type { FieldError } from '../../kube/fieldError.ts'
import { fieldError } from '../../kube/fieldError.ts'
import { invalid } from '../../kube/status.ts'
import { metaOf } from '../objects/meta.ts'
import type { ApiObject, ResourceType } from '../objects/resourceType.ts'
import { validateMetadata } from '../rules/validateMetadata.ts'
import { hasRules, validateRules } from '../schema/validateRules.ts'
import { validateSchema } from '../schema/validateSchema.ts'
import { refuse } from '../wire/refusal.ts'
import { validateScale } from './validateScale.ts'

/** Refuses an object that breaks the rules of its metadata, its schema or its kind, with all that is wrong at once. */
export const check = (type: ResourceType, object: ApiObject, old: ApiObject | undefined): void => {
  const errors = errorsOf(type, object, old)
  if (errors.length > 0) refuse(invalid({ ...type, group: errorGroup(type) }, metaOf(object).name ?? '', errors))
}

/** An Event is one of the core group, whichever of its two groups was asked. */
const errorGroup = ({ group }: ResourceType): string => (group === 'events.k8s.io' ? '' : group)

/** All that is wrong with an object that is to be stored. */
export const errorsOf = (type: ResourceType, object: ApiObject, old: ApiObject | undefined): readonly FieldError[] => {
  const found = validateSchema(type.schema, object, '', type.custom ? old : undefined)
  const bySchema = found.filter(type.custom ? isNoMetadata : isMeant)
  // The values of built-in kinds have the right types by now.
  const byKind = (bySchema.length === 0 || !type.custom ? type.validate?.(object, old) : undefined) ?? []
  const others = bySchema.filter(error => !byKind.some(other => isSame(error, other)))
  const plain = [...validateMetadata(type, object, old), ...others, ...validateScale(type, object)]
  return [
    ...plain,
    ...(plain.some(isBlocking) && hasRules(type.schema) ? [unchecked] : validateRules(type.schema, object, old, '')),
    ...byKind,
  ]
}

/**
 * The keys of lists of built-in kinds matter to patches alone, metadata has rules of its own, and
 * types were looked at when the object was read.
 */
const isMeant = ({ field, reason }: FieldError): boolean =>
  reason !== 'FieldValueDuplicate' && reason !== 'FieldValueTypeInvalid' && !field.startsWith('metadata.')

const isNoMetadata = ({ field }: FieldError): boolean => !field.startsWith('metadata.')

/** A kind's own rule says what its schema says, perhaps in more words; or that the zero of what is missing is wrong. */
const isSame = (bySchema: FieldError, byKind: FieldError): boolean =>
  bySchema.field === byKind.field && (bySchema.reason === byKind.reason || bySchema.reason === 'FieldValueRequired')

/** With a value that is missing or of a wrong type or size, no rule is run: it could not be, or would cost too much. */
const isBlocking = ({ reason }: FieldError): boolean => blocking.has(reason)

const blocking: ReadonlySet<FieldError['reason']> = new Set<FieldError['reason']>([
  'FieldValueNotSupported',
  'FieldValueRequired',
  'FieldValueTooLong',
  'FieldValueTooMany',
  'FieldValueTypeInvalid',
])

/** The field of an error that has none is printed so by the server. */
const unchecked: FieldError = fieldError.invalid(
  '<nil>',
  null,
  'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation',
)
