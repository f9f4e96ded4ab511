import { equal, isRecord } from '../equal.ts'
import { parseJsonPath } from './jsonPath.ts'
import type { ApiObject, Column, FieldError, ResourceType, ScalePaths } from './resourceType.ts'
import { crdSchema } from './schema/crdSchema.ts'
import { fieldError } from './schema/fieldError.ts'
import { validateStructure } from './schema/structural.ts'
import { timestamp } from './timestamp.ts'

/** The served versions of a CustomResourceDefinition as registry entries, in the order of the CRD. */
export const typesOfCrd = (crd: ApiObject): readonly ResourceType[] => {
  const spec = recordAt(crd, 'spec')
  const names = recordAt(spec, 'names')
  const kind = textAt(names, 'kind')
  const group = textAt(spec, 'group')
  return recordsAt(spec, 'versions')
    .filter(version => version.served === true)
    .map(version => {
      const subresources = recordAt(version, 'subresources')
      const scale = scaleOf(subresources.scale)
      const selectableFields = recordsAt(version, 'selectableFields').map(field => textAt(field, 'jsonPath'))
      return {
        group,
        version: textAt(version, 'name'),
        kind,
        listKind: textAt(names, 'listKind') || `${kind}List`,
        plural: textAt(names, 'plural'),
        singular: textAt(names, 'singular') || kind.toLowerCase(),
        shortNames: textsAt(names, 'shortNames'),
        categories: textsAt(names, 'categories'),
        namespaced: spec.scope === 'Namespaced',
        verbs: ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'],
        status: isRecord(subresources.status),
        ...(scale !== undefined && { scale }),
        generation: 'all-but-status',
        columns: columnsOf(recordsAt(version, 'additionalPrinterColumns')),
        schema: crdSchema(recordAt(version, 'schema').openAPIV3Schema),
        custom: true,
        ...(version.deprecated === true && {
          deprecationWarning:
            textAt(version, 'deprecationWarning') || `${group}/${textAt(version, 'name')} ${kind} is deprecated`,
        }),
        ...(selectableFields.length > 0 && { selectableFields }),
      }
    })
}

const scaleOf = (scale: unknown): ScalePaths | undefined => {
  if (!isRecord(scale)) return undefined
  const labelSelectorPath = textAt(scale, 'labelSelectorPath')
  return {
    specReplicasPath: textAt(scale, 'specReplicasPath'),
    statusReplicasPath: textAt(scale, 'statusReplicasPath'),
    ...(labelSelectorPath !== '' && { labelSelectorPath }),
  }
}

/** Name first, always; the declared columns after it, or the age where none is declared. */
const columnsOf = (declared: readonly ApiObject[]): readonly Column[] => {
  const name: Column = { name: 'Name', type: 'string', format: 'name', priority: 0, value: '.metadata.name' }
  const age: Column = { name: 'Age', type: 'date', priority: 0, value: '.metadata.creationTimestamp' }
  if (declared.length === 0) return [name, age]
  return [
    name,
    ...declared.map(column => {
      const format = textAt(column, 'format')
      const description = textAt(column, 'description')
      return {
        name: textAt(column, 'name'),
        type: columnTypes.find(type => type === column.type) ?? 'string',
        ...(format !== '' && { format }),
        ...(description !== '' && { description }),
        priority: typeof column.priority === 'number' ? column.priority : 0,
        value: textAt(column, 'jsonPath'),
      }
    }),
  ]
}

const columnTypes: readonly Column['type'][] = ['integer', 'number', 'string', 'boolean', 'date']

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

/** Defaults of the names and the conversion: what the server fills in before it validates. */
export const defaultCrd = (crd: ApiObject): ApiObject => {
  const spec = recordAt(crd, 'spec')
  const names = recordAt(spec, 'names')
  const kind = textAt(names, 'kind')
  const filled = {
    ...names,
    ...(textAt(names, 'singular') === '' && { singular: kind.toLowerCase() }),
    ...(textAt(names, 'listKind') === '' && { listKind: `${kind}List` }),
  }
  const conversion = isRecord(spec.conversion) ? spec.conversion : { strategy: 'None' }
  return equal(filled, names) && conversion === spec.conversion
    ? crd
    : { ...crd, spec: { ...spec, names: filled, conversion } }
}

/** A CRD as its own controllers leave it: names accepted, established, the storage version remembered. */
export const establishCrd = (crd: ApiObject, nowMs: number): ApiObject => {
  const filled = defaultCrd(crd)
  const spec = recordAt(filled, 'spec')
  const before = recordAt(filled, 'status')
  const storage = recordsAt(spec, 'versions').find(version => version.storage === true)
  const stored = textsAt(before, 'storedVersions')
  const storageName = textAt(storage ?? {}, 'name')
  const conditions = wanted.map(condition => {
    const known = recordsAt(before, 'conditions').find(found => found.type === condition.type)
    return known?.status === condition.status ? known : { ...condition, lastTransitionTime: timestamp(nowMs) }
  })
  const others = recordsAt(before, 'conditions').filter(found => !wanted.some(({ type }) => type === found.type))
  const status = {
    ...before,
    conditions: [...conditions, ...others],
    acceptedNames: recordAt(spec, 'names'),
    storedVersions: stored.includes(storageName) ? stored : [...stored, storageName],
  }
  return equal(status, filled.status) ? filled : { ...filled, status }
}

const wanted = [
  { type: 'NamesAccepted', status: 'True', reason: 'NoConflicts', message: 'no conflicts found' },
  {
    type: 'Established',
    status: 'True',
    reason: 'InitialNamesAccepted',
    message: 'the initial names have been accepted',
  },
]

const recordAt = (of: ApiObject, field: string): ApiObject => {
  const value = of[field]
  return isRecord(value) ? value : {}
}
const recordsAt = (of: ApiObject, field: string): readonly ApiObject[] => {
  const value = of[field]
  return Array.isArray(value) ? value.filter(isRecord) : []
}
const textAt = (of: ApiObject, field: string): string => {
  const value = of[field]
  return typeof value === 'string' ? value : ''
}
const textsAt = (of: ApiObject, field: string): readonly string[] => {
  const value = of[field]
  return Array.isArray(value) ? value.filter(item => typeof item === 'string') : []
}
