import { equal } from '../../json/equal.ts'
import { isRecord, recordAt, recordsAt, textAt, textsAt } from '../../json/fields.ts'
import type { ApiObject } from '../objects/resourceType.ts'

/** A CRD with the defaults of its names, versions and conversion: what the server fills in before it validates. */
export const defaultCrd = (crd: ApiObject): ApiObject => {
  const spec = recordAt(crd, 'spec')
  const names = recordAt(spec, 'names')
  const kind = textAt(names, 'kind')
  const filled = {
    ...spec,
    names: {
      ...names,
      ...(textAt(names, 'singular') === '' && kind !== '' && { singular: kind.toLowerCase() }),
      ...(textAt(names, 'listKind') === '' && kind !== '' && { listKind: `${kind}List` }),
    },
    ...(Array.isArray(spec.versions) && { versions: recordsAt(spec, 'versions').map(defaultVersion) }),
    conversion: isRecord(spec.conversion) ? spec.conversion : { strategy: 'None' },
  }
  return equal(filled, spec) ? crd : { ...crd, spec: filled }
}

const defaultVersion = (version: ApiObject): ApiObject => {
  const { schema } = version
  const tidy = isRecord(schema) ? withoutNulls(schema) : schema
  const whole = tidy === schema ? version : { ...version, schema: tidy }
  return version.served !== undefined && version.storage !== undefined ? whole : { ...whole, ...switches(version) }
}

/** A null in a schema counts as absent, but for the values of a default or an enum. */
const withoutNulls = (schema: ApiObject): ApiObject => {
  let changed = false
  const kept = Object.entries(schema).flatMap(([keyword, value]) => {
    const tidy = isRecord(value) && keyword !== 'default' ? withoutNulls(value) : value
    if (tidy !== value || value === null) changed = true
    return value === null ? [] : [[keyword, tidy] as const]
  })
  return changed ? Object.fromEntries(kept) : schema
}

const switches = ({ served = false, storage = false }: ApiObject): ApiObject => ({ served, storage })

/** A CRD as it is stored at first, with no name accepted yet, or after a change. The storage version is remembered. */
export const preparedCrd = (crd: ApiObject, old: ApiObject | undefined): ApiObject => {
  const filled = defaultCrd(crd)
  // A change of the status alone is taken at its word.
  if (old !== undefined && equal(old.spec, filled.spec)) return filled
  const status = old === undefined ? unaccepted : recordAt(filled, 'status')
  const storage = recordsAt(recordAt(filled, 'spec'), 'versions').find(version => version.storage === true)
  const stored = textsAt(status, 'storedVersions')
  const name = textAt(storage ?? {}, 'name')
  const storedVersions = storage === undefined || stored.includes(name) ? stored : [...stored, name]
  return { ...filled, status: { ...status, storedVersions } }
}

const unaccepted = { acceptedNames: { kind: '', plural: '' }, conditions: null }
