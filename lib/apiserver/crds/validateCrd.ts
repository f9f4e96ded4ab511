import { equal } from '../../json/equal.ts'
import { recordAt, recordsAt, textAt, textsAt } from '../../json/fields.ts'
import type { FieldError } from '../../kube/fieldError.ts'
import { fieldError } from '../../kube/fieldError.ts'
import { subdomain } from '../../kube/names.ts'
import type { ApiObject } from '../objects/resourceType.ts'
import { approvalErrors } from './approval.ts'
import { columnErrors } from './columns.ts'
import { conversionErrors } from './conversion.ts'
import { hoisted } from './hoisted.ts'
import { nameErrors } from './names.ts'
import { declaredSchemaOf, definitionSchemaErrors } from './schema.ts'
import { selectableFieldErrors } from './selectableFields.ts'
import { subresourceErrors } from './subresources.ts'
import { hasStatus, versionErrors } from './versions.ts'

/** The faults that keep a CustomResourceDefinition, its defaults filled in, from being stored or from replacing `old`. */
export const validateCrd = (crd: ApiObject, old?: ApiObject): readonly FieldError[] => {
  // A change of the status alone is not judged by the spec.
  if (old !== undefined && equal(old.spec, crd.spec)) return approvalErrors(crd, old)
  const spec = hoisted(recordAt(crd, 'spec'))
  return [
    ...(old === undefined ? ownNameErrors(crd, spec) : []),
    ...groupErrors(textAt(spec, 'group')),
    ...scopeErrors(textAt(spec, 'scope')),
    ...versionErrors(spec, 'spec'),
    ...nameErrors(recordAt(spec, 'names'), 'spec.names'),
    ...sharedErrors(spec),
    ...conversionErrors(spec.conversion, 'spec.conversion'),
    ...(old === undefined ? [] : updateErrors(crd, old)),
    ...storedVersionErrors(crd),
    ...approvalErrors(crd, old),
    ...(spec.preserveUnknownFields === true ? [preserving] : []),
  ]
}

const ownNameErrors = (crd: ApiObject, spec: ApiObject): readonly FieldError[] => {
  const name = textAt(recordAt(crd, 'metadata'), 'name')
  return name === `${textAt(recordAt(spec, 'names'), 'plural')}.${textAt(spec, 'group')}`
    ? []
    : [fieldError.invalid('metadata.name', name, 'must be spec.names.plural+"."+spec.group')]
}

const groupErrors = (group: string): readonly FieldError[] => {
  if (group === '') return [fieldError.required('spec.group')]
  const wrong = subdomain(group) ?? (group.includes('.') ? undefined : 'should be a domain with at least one dot')
  return wrong === undefined ? [] : [fieldError.invalid('spec.group', group, wrong)]
}

const scopes = ['Cluster', 'Namespaced']

const scopeErrors = (scope: string): readonly FieldError[] => {
  if (scope === '') return [fieldError.required('spec.scope')]
  return scopes.includes(scope) ? [] : [fieldError.notSupported('spec.scope', scope, scopes)]
}

/** The faults of the fields that all versions share. */
const sharedErrors = (spec: ApiObject): readonly FieldError[] => {
  const status = [spec, ...recordsAt(spec, 'versions')].some(({ subresources }) => hasStatus(subresources))
  return [
    ...definitionSchemaErrors(spec.validation, status, 'spec.validation'),
    ...subresourceErrors(spec.subresources, 'spec.subresources'),
    ...columnErrors(recordsAt(spec, 'additionalPrinterColumns'), 'spec'),
    ...selectableFieldErrors(
      recordsAt(spec, 'selectableFields'),
      declaredSchemaOf(spec.validation),
      'spec.selectableFields',
    ),
  ]
}

const preserving = fieldError.invalid(
  'spec.preserveUnknownFields',
  true,
  'cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead',
)

/** Names and scope of an established kind cannot change. */
const updateErrors = (crd: ApiObject, old: ApiObject): readonly FieldError[] => {
  const errors: FieldError[] = []
  const [spec, oldSpec] = [recordAt(crd, 'spec'), recordAt(old, 'spec')]
  const established = recordsAt(recordAt(old, 'status'), 'conditions').some(
    condition => condition.type === 'Established' && condition.status === 'True',
  )
  const fixed = (path: string, next: unknown, before: unknown) => {
    if (!equal(next, before)) errors.push(fieldError.invalid(path, next ?? '', 'field is immutable'))
  }
  if (established) {
    fixed('spec.scope', spec.scope, oldSpec.scope)
    fixed('spec.names.kind', recordAt(spec, 'names').kind, recordAt(oldSpec, 'names').kind)
  }
  fixed('spec.group', spec.group, oldSpec.group)
  fixed('spec.names.plural', recordAt(spec, 'names').plural, recordAt(oldSpec, 'names').plural)
  return errors
}

/** Stored versions stay until a user has rewritten their objects and removes them from the status. */
const storedVersionErrors = (crd: ApiObject): readonly FieldError[] => {
  const path = 'status.storedVersions'
  const stored = textsAt(recordAt(crd, 'status'), 'storedVersions').filter(name => name !== '')
  if (stored.length === 0) return [fieldError.invalid(path, null, 'must have at least one stored version')]
  const versions = recordsAt(recordAt(crd, 'spec'), 'versions')
  const names = versions.map(version => textAt(version, 'name'))
  return [
    ...versions
      .filter(version => version.storage === true && !stored.includes(textAt(version, 'name')))
      .map(version => fieldError.invalid(path, stored, `must have the storage version ${textAt(version, 'name')}`)),
    ...stored.flatMap((name, index) =>
      names.includes(name)
        ? []
        : [
            fieldError.invalid(
              `${path}[${index}]`,
              name,
              `missing from spec.versions; ${name} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${name} and removes ${name} from status.storedVersions`,
            ),
          ],
    ),
  ]
}
