import type { FieldError } from '../../kube/fieldError.ts'
import { fieldError } from '../../kube/fieldError.ts'
import { invalid } from '../../kube/status.ts'
import { refuse } from '../wire/refusal.ts'
import type { ApiRequest } from '../wire/request.ts'

const kinds: { readonly [verb: string]: string | undefined } = {
  create: 'CreateOptions',
  update: 'UpdateOptions',
  patch: 'PatchOptions',
}

/** The options that the query of a write may have, whatever is written. */
export const checkWriteOptions = (verb: string, query: ApiRequest['query']): void => {
  const kind = kinds[verb]
  if (kind === undefined) return
  const errors = [
    ...ofDryRun(query.dryRun),
    ...ofFieldManager(query.fieldManager),
    ...ofFieldValidation(query.fieldValidation),
  ]
  if (errors.length > 0) refuse(invalid({ group: 'meta.k8s.io', kind }, '', errors))
}

const ofDryRun = (dryRun = ''): readonly FieldError[] =>
  dryRun === '' || dryRun === 'All' ? [] : [fieldError.notSupported('dryRun', [dryRun], ['All'])]

const mostBytes = 128

const ofFieldManager = (manager = ''): readonly FieldError[] => [
  ...(new TextEncoder().encode(manager).length > mostBytes ? [fieldError.tooLong('fieldManager', mostBytes)] : []),
  ...(/^[\p{L}\p{M}\p{N}\p{P}\p{S} ]*$/u.test(manager)
    ? []
    : [fieldError.invalid('fieldManager', manager, 'should only contain printable characters')]),
]

const validations = ['', 'Ignore', 'Strict', 'Warn']

const ofFieldValidation = (validation = ''): readonly FieldError[] =>
  validations.includes(validation) ? [] : [fieldError.notSupported('fieldValidation', validation, validations)]
