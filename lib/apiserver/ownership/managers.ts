import { equal } from '../../json/equal.ts'
import type { ManagedFields } from '../../kube/managedFields.ts'
import { type FieldSet, isEmpty } from './fieldSet.ts'

/** The owners of fields: the entries of `metadata.managedFields` by identity. */
export type Managers = ReadonlyMap<string, ManagedFields>

export type ManagerIdentity = Pick<ManagedFields, 'manager' | 'operation' | 'apiVersion' | 'subresource'>

/** The identity of a manager. One that applies is the same in every version of the kind. */
export const identityOf = ({ manager, operation, apiVersion, subresource = '' }: ManagerIdentity): string =>
  JSON.stringify([manager, operation, operation === 'Apply' ? '' : apiVersion, subresource])

export const managersOf = (entries: readonly ManagedFields[] = []): Managers =>
  new Map(entries.map(entry => [identityOf(entry), entry]))

/** The managers with `fields` as those of one of them; without a `time` it keeps the one it has. */
export const withFields = (
  managers: Managers,
  identity: ManagerIdentity,
  fields: FieldSet,
  time: string | undefined,
): Managers => {
  const key = identityOf(identity)
  const before = managers.get(key)
  const next = new Map(managers)
  if (fields === undefined || isEmpty(fields)) next.delete(key)
  else if (time !== before?.time || before?.apiVersion !== identity.apiVersion || !equal(before.fieldsV1, fields)) {
    const { manager, operation, apiVersion, subresource = '' } = identity
    const at = time ?? before?.time
    next.set(key, {
      manager,
      operation,
      apiVersion,
      ...(at !== undefined && { time: at }),
      fieldsType: 'FieldsV1',
      fieldsV1: fields,
      ...(subresource !== '' && { subresource }),
    })
  }
  return next
}

/** The entries in the order of the real server; `undefined` where no manager owns a field. */
export const entriesOf = (managers: Managers): readonly ManagedFields[] | undefined =>
  managers.size === 0
    ? undefined
    : [...managers.values()].sort(
        (a, b) =>
          order(a.operation, b.operation) ||
          order(a.time ?? '', b.time ?? '') ||
          order(a.manager, b.manager) ||
          order(a.apiVersion, b.apiVersion) ||
          order(a.subresource ?? '', b.subresource ?? ''),
      )

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
