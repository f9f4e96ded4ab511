import { equal, isRecord } from '../equal.ts'
import { columnTypes } from './crd.ts'
import { parseJsonPath } from './jsonPath.ts'
import { recordAt, recordsAt, textAt, textsAt } from './kinds/builtin.ts'
import type { ApiObject, FieldError } from './resourceType.ts'
import { fieldError } from './schema/fieldError.ts'
import { validateStructure } from './schema/structural.ts'

/** What keeps a CustomResourceDefinition from being stored, or from replacing `old`. */
export const validateCrd = (crd: ApiObject, old?: ApiObject): readonly FieldError[] => {
  const spec = recordAt(crd, 'spec')
  const names = recordAt(spec, 'names')
  const group = textAt(spec, 'group')
  const plural = textAt(names, 'plural')
  const name = textAt(recordAt(crd, 'metadata'), 'name')
  const errors: FieldError[] = []
  if (name !== `${plural}.${group}`) {
    errors.push(fieldError.invalid('metadata.name', name, `must be spec.names.plural+"."+spec.group`))
  }
  if (group === '') errors.push(fieldError.required('spec.group'))
  else if (!subdomain.test(group)) errors.push(fieldError.invalid('spec.group', group, subdomainRule))
  else if (!group.includes('.'))
    errors.push(fieldError.invalid('spec.group', group, 'should be a domain with at least one dot'))
  if (spec.scope === undefined) errors.push(fieldError.required('spec.scope'))
  else if (spec.scope !== 'Namespaced' && spec.scope !== 'Cluster') {
    errors.push(fieldError.notSupported('spec.scope', spec.scope, ['Cluster', 'Namespaced']))
  }
  errors.push(...ofNames(names), ...ofVersions(recordsAt(spec, 'versions')), ...ofConversion(spec.conversion))
  if (old !== undefined) errors.push(...ofUpdate(crd, old))
  return errors
}

const label = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/
const labelRule =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')"
const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/
const subdomainRule =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"

const ofNames = (names: ApiObject): readonly FieldError[] => {
  const errors: FieldError[] = []
  const named = (field: string, value: string) => {
    if (!label.test(value.toLowerCase())) errors.push(fieldError.invalid(`spec.names.${field}`, value, labelRule))
  }
  for (const field of ['plural', 'kind']) {
    const value = textAt(names, field)
    if (value === '') errors.push(fieldError.required(`spec.names.${field}`))
    else named(field, field === 'kind' ? value.toLowerCase() : value)
  }
  for (const field of ['singular', 'listKind']) {
    const value = textAt(names, field)
    if (value !== '') named(field, field === 'listKind' ? value.toLowerCase() : value)
  }
  if (textAt(names, 'plural') !== textAt(names, 'plural').toLowerCase()) named('plural', '_')
  for (const [index, short] of textsAt(names, 'shortNames').entries()) named(`shortNames[${index}]`, short)
  for (const [index, category] of textsAt(names, 'categories').entries()) named(`categories[${index}]`, category)
  const kind = textAt(names, 'kind')
  if (kind !== '' && kind === textAt(names, 'listKind')) {
    errors.push(fieldError.invalid('spec.names.listKind', kind, 'kind and listKind may not be the same'))
  }
  return errors
}

const ofVersions = (versions: readonly ApiObject[]): readonly FieldError[] => {
  const errors: FieldError[] = []
  if (versions.length === 0)
    errors.push(fieldError.required('spec.versions', 'must have exactly one version marked as storage version'))
  else if (versions.filter(version => version.storage === true).length !== 1) {
    errors.push(
      fieldError.invalid('spec.versions', versions, 'must have exactly one version marked as storage version'),
    )
  }
  const seen = new Set<string>()
  for (const [index, version] of versions.entries()) {
    const path = `spec.versions[${index}]`
    const name = textAt(version, 'name')
    if (!label.test(name)) errors.push(fieldError.invalid(`${path}.name`, name, labelRule))
    if (seen.has(name)) errors.push(fieldError.invalid('spec.versions', name, 'must contain unique version names'))
    seen.add(name)
    const schema = recordAt(version, 'schema').openAPIV3Schema
    if (!isRecord(schema)) errors.push(fieldError.required(`${path}.schema.openAPIV3Schema`, 'schemas are required'))
    else errors.push(...validateStructure(schema, `${path}.schema.openAPIV3Schema`))
    errors.push(...ofColumns(version, path), ...ofScale(version, path))
  }
  return errors
}

const ofColumns = (version: ApiObject, path: string): readonly FieldError[] => {
  const errors: FieldError[] = []
  for (const [index, column] of recordsAt(version, 'additionalPrinterColumns').entries()) {
    const at = `${path}.additionalPrinterColumns[${index}]`
    for (const field of ['name', 'type', 'jsonPath']) {
      if (textAt(column, field) === '') errors.push(fieldError.required(`${at}.${field}`))
    }
    const type = textAt(column, 'type')
    if (type !== '' && !columnTypes.some(known => known === type)) {
      errors.push(fieldError.invalid(`${at}.type`, type, 'must be one of boolean,date,integer,number,string'))
    }
    const jsonPath = textAt(column, 'jsonPath')
    if (jsonPath !== '' && (!jsonPath.startsWith('.') || parseJsonPath(jsonPath) === undefined)) {
      errors.push(fieldError.invalid(`${at}.jsonPath`, jsonPath, 'must be a simple json path starting with .'))
    }
  }
  return errors
}

const ofScale = (version: ApiObject, path: string): readonly FieldError[] => {
  const scale = recordAt(version, 'subresources').scale
  if (!isRecord(scale)) return []
  const errors: FieldError[] = []
  const at = `${path}.subresources.scale`
  for (const [field, prefix] of [
    ['specReplicasPath', '.spec.'],
    ['statusReplicasPath', '.status.'],
  ] as const) {
    const value = textAt(scale, field)
    if (value === '') errors.push(fieldError.required(`${at}.${field}`))
    else if (!value.startsWith(prefix)) {
      errors.push(fieldError.invalid(`${at}.${field}`, value, `should be a json path under ${prefix.slice(0, -1)}`))
    }
  }
  return errors
}

const ofConversion = (conversion: unknown): readonly FieldError[] => {
  if (!isRecord(conversion)) return []
  if (conversion.strategy === 'None') {
    return conversion.webhook === undefined
      ? []
      : [fieldError.forbidden('spec.conversion.webhook', 'should not be set when strategy is not set to Webhook')]
  }
  if (conversion.strategy !== 'Webhook') {
    return [fieldError.notSupported('spec.conversion.strategy', conversion.strategy, ['None', 'Webhook'])]
  }
  return isRecord(conversion.webhook)
    ? []
    : [fieldError.required('spec.conversion.webhook', 'required when strategy is set to Webhook')]
}

/** What objects are called and where they live cannot change once it was established. */
const ofUpdate = (crd: ApiObject, old: ApiObject): readonly FieldError[] => {
  const errors: FieldError[] = []
  const [spec, oldSpec] = [recordAt(crd, 'spec'), recordAt(old, 'spec')]
  const established = recordsAt(recordAt(old, 'status'), 'conditions').some(
    condition => condition.type === 'Established' && condition.status === 'True',
  )
  const fixed = (path: string, next: unknown, before: unknown) => {
    if (!equal(next, before)) errors.push(fieldError.invalid(path, next ?? '', 'field is immutable'))
  }
  fixed('spec.group', spec.group, oldSpec.group)
  fixed('spec.names.plural', recordAt(spec, 'names').plural, recordAt(oldSpec, 'names').plural)
  if (established) {
    fixed('spec.scope', spec.scope, oldSpec.scope)
    fixed('spec.names.kind', recordAt(spec, 'names').kind, recordAt(oldSpec, 'names').kind)
  }
  const versions = recordsAt(spec, 'versions').map(version => version.name)
  for (const [index, stored] of textsAt(recordAt(old, 'status'), 'storedVersions').entries()) {
    if (versions.includes(stored)) continue
    const detail = `missing from spec.versions; ${stored} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${stored} and removes ${stored} from status.storedVersions`
    errors.push(fieldError.invalid(`status.storedVersions[${index}]`, stored, detail))
  }
  return errors
}
