import { isRecord } from '../../json/fields.ts'
import type { ManagedFields } from '../../kube/managedFields.ts'
import { apiVersionOf } from '../../kube/object.ts'
import type { ApiCall } from '../call/call.ts'
import { metaOf, withMeta } from '../objects/meta.ts'
import type { ApiObject, ResourceType } from '../objects/resourceType.ts'
import { timestamp } from '../objects/timestamp.ts'
import { completeSchemaOf } from '../schema/schemaOf.ts'
import { RefusedRequest } from '../wire/refusal.ts'
import { compare, isSame, same } from './compare.ts'
import { type Changes, changesBetween, dialectsOf } from './dialects.ts'
import { difference, intersection, isEmpty, union } from './fieldSet.ts'
import { entriesOf, identityOf, type ManagerIdentity, type Managers, managersOf, withFields } from './managers.ts'
import { ownable } from './owned.ts'

/** The ownership after a create, an update or a patch that is not an apply: the manager that changes a field owns it. */
export const trackUpdate = (call: ApiCall, old: ApiObject | undefined, object: ApiObject): ApiObject => {
  const given = metaOf(object).managedFields
  // An empty entry is how a client asks to forget all owners.
  if (call.subresource === '' && given !== undefined && given.every(entry => Object.keys(entry).length === 0)) {
    if (given.length > 0) return withMeta(object, { managedFields: undefined })
  }
  const before = old === undefined ? undefined : metaOf(old).managedFields
  const known = call.subresource === '' && given !== undefined && given.length > 0 ? given : before
  const live = old === undefined ? blank(call.type, object) : ownable(call, old)
  const next = ownable(call, object)
  const changed = compare(completeSchemaOf(call.type), live, next)
  const managers = managersOf(known)
  if (isSame(changed)) {
    // Scaling may leave two entries of one identity, of which the next write keeps the last.
    return withMeta(object, { managedFields: managers.size === known?.length ? known : entriesOf(managers) })
  }
  // An object without managers is not tracked: only an apply begins it again.
  if (old !== undefined && managers.size === 0) return withMeta(object, { managedFields: undefined })
  const identity = updaterOf(call)
  const own = managers.get(identityOf(identity))?.fieldsV1
  const taken = union(changed.modified, changed.added)
  const fields = union(difference(own, changed.removed), taken)
  const left = leftAfter(managers, identity, changesBetween(dialectsOf(call.type), live, next))
  if (left === undefined) return withMeta(object, { managedFields: undefined })
  // A manager that only removes fields leaves no time.
  const owned = withFields(left, identity, fields, isEmpty(taken) ? undefined : timestamp(call.nowMs))
  return withMeta(object, { managedFields: entriesOf(merged(owned)) })
}

/** `undefined` where versions of managers cannot be asked: the real server forgets all owners then, and goes on. */
const leftAfter = (managers: Managers, identity: ManagerIdentity, changes: Changes): Managers | undefined => {
  try {
    return withoutChanged(managers, identity, changes)
  } catch (error) {
    if (error instanceof RefusedRequest) return undefined
    throw error
  }
}

/** The other managers without the fields that a write took from them. */
export const withoutChanged = (managers: Managers, identity: ManagerIdentity, changes: Changes): Managers => {
  const own = identityOf(identity)
  const next = new Map<string, ManagedFields>()
  for (const [key, entry] of managers) {
    const changed = key === own ? same : changes(entry.apiVersion)
    if (changed === undefined) continue
    const taken = union(union(changed.added, changed.modified), changed.removed)
    if (isEmpty(intersection(entry.fieldsV1, taken))) {
      next.set(key, entry)
      continue
    }
    const fieldsV1 = difference(entry.fieldsV1, taken)
    if (fieldsV1 !== undefined && !isEmpty(fieldsV1)) next.set(key, { ...entry, fieldsV1 })
  }
  return next
}

const mostUpdaters = 10

/** More updaters than that are merged into one, the oldest first. */
const merged = (managers: Managers): Managers => {
  const updaters = [...managers].filter(([, { operation }]) => operation === 'Update')
  const surplus = updaters.length - mostUpdaters
  if (surplus <= 0) return managers
  const next = new Map(managers)
  const oldest = updaters.sort(([, a], [, b]) => ((a.time ?? '') < (b.time ?? '') ? -1 : 1)).slice(0, surplus + 1)
  const [, newest] = oldest.at(-1) ?? []
  for (const [key] of oldest) next.delete(key)
  if (newest === undefined) return managers
  const { subresource: _subresource, ...entry } = newest
  const fieldsV1 = oldest.reduce((all, [, one]) => union(all, one.fieldsV1) ?? all, entry.fieldsV1)
  const ancient: ManagedFields = { ...entry, manager: 'ancient-changes', fieldsV1 }
  return next.set(identityOf(ancient), ancient)
}

/** The manager for which a write counts that is not an apply. */
export const updaterOf = ({ type, subresource, request }: ApiCall): ManagerIdentity => {
  const named = request.query.fieldManager ?? ''
  const manager = named === '' ? (request.userAgent ?? '').split('/')[0]?.slice(0, 128) : named
  return {
    manager: manager === undefined || manager === '' ? 'unknown' : manager,
    operation: 'Update',
    apiVersion: apiVersionOf(type),
    subresource,
  }
}

/** The base that a new object is compared with: for a built-in kind the structs that are there even when empty. */
export const blank = (type: ResourceType, object: ApiObject): ApiObject => {
  if (type.custom || type.blank !== undefined) return { metadata: {}, ...type.blank }
  const spec = isRecord(object.spec) ? object.spec : undefined
  const template =
    isRecord(spec?.template) && isRecord(spec.template.spec) ? { metadata: {}, spec: { containers: [] } } : undefined
  return {
    metadata: {},
    ...(spec !== undefined && {
      spec: {
        ...(isRecord(spec.strategy) && { strategy: {} }),
        ...(isRecord(spec.names) && { names: {} }),
        ...(template !== undefined && { template }),
        ...(Array.isArray(spec.containers) && { containers: [] }),
      },
    }),
    ...(isRecord(object.status) && { status: {} }),
  }
}
