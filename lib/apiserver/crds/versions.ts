import { isRecord, recordsAt, textAt } from '../../json/fields.ts'
import type { FieldError } from '../../kube/fieldError.ts'
import { fieldError } from '../../kube/fieldError.ts'
import { dns1035Label } from '../../kube/names.ts'
import type { ApiObject } from '../objects/resourceType.ts'
import { columnErrors } from './columns.ts'
import { declaredSchemaOf, definitionSchemaErrors } from './schema.ts'
import { selectableFieldErrors } from './selectableFields.ts'
import { subresourceErrors } from './subresources.ts'

/** The faults of the versions of a hoisted spec, each for itself and all together. */
export const versionErrors = (spec: ApiObject, path: string): readonly FieldError[] => {
  const versions = recordsAt(spec, 'versions')
  const errors = versions.flatMap((version, index) => ofVersion(version, spec, `${path}.versions[${index}]`))
  const together = (detail: string) => errors.push(fieldError.invalid(`${path}.versions`, versions, detail))
  if (new Set(versions.map(version => version.name)).size < versions.length)
    together('must contain unique version names')
  if (versions.filter(version => version.storage === true).length !== 1) {
    together('must have exactly one version marked as storage version')
  }
  const first = textAt(spec, 'version')
  const wrong = first === '' ? undefined : dns1035Label(first)
  return wrong === undefined ? errors : [...errors, fieldError.invalid(`${path}.version`, first, wrong)]
}

const ofVersion = (version: ApiObject, spec: ApiObject, path: string): readonly FieldError[] => {
  const name = textAt(version, 'name')
  const wrong = dns1035Label(name)
  const missing = declaredSchemaOf(spec.validation) === undefined && declaredSchemaOf(version.schema) === undefined
  return [
    ...(missing ? [fieldError.required(`${path}.schema.openAPIV3Schema`)] : []),
    ...(wrong === undefined ? [] : [fieldError.invalid(`${path}.name`, name, wrong)]),
    ...deprecationErrors(version, path),
    ...definitionSchemaErrors(version.schema, hasStatus(version.subresources ?? spec.subresources), `${path}.schema`),
    ...subresourceErrors(version.subresources, `${path}.subresources`),
    ...columnErrors(recordsAt(version, 'additionalPrinterColumns'), path),
    ...selectableFieldErrors(
      recordsAt(version, 'selectableFields'),
      declaredSchemaOf(version.schema) ?? declaredSchemaOf(spec.validation),
      `${path}.selectableFields`,
    ),
  ]
}

export const hasStatus = (subresources: unknown): boolean => isRecord(subresources) && isRecord(subresources.status)

const mostLetters = 256

const deprecationErrors = ({ deprecated, deprecationWarning }: ApiObject, path: string): readonly FieldError[] => {
  if (typeof deprecationWarning !== 'string') return []
  const wrong =
    deprecated !== true
      ? ['can only be set for deprecated versions']
      : [
          ...(deprecationWarning.length > mostLetters ? [`must be <= ${mostLetters} characters long`] : []),
          ...(deprecationWarning === '' ? ['must not be an empty string'] : []),
        ]
  return wrong.map(detail => fieldError.invalid(`${path}.deprecationWarning`, deprecationWarning, detail))
}
