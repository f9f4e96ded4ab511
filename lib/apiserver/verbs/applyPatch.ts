import { isRecord } from '../../json/fields.ts'
import { fieldError } from '../../kube/fieldError.ts'
import type { ManagedFields } from '../../kube/managedFields.ts'
import { apiVersionOf } from '../../kube/object.ts'
import { badRequest, conflict, invalid, notFound, unnamed } from '../../kube/status.ts'
import { checkMayCreate } from '../access/checkMayCreate.ts'
import { type ApiCall, answerWith, type CallAnswer, isTrue, keyOfCall } from '../call/call.ts'
import { unfit } from '../decoding/goWords.ts'
import { checkNamespace } from '../lifecycle/namespaceLifecycle.ts'
import { metaOf, withMeta } from '../objects/meta.ts'
import type { ApiObject } from '../objects/resourceType.ts'
import { timestamp } from '../objects/timestamp.ts'
import { compare, isSame, same } from '../ownership/compare.ts'
import { conflictsWith } from '../ownership/conflicts.ts'
import { changesBetween, type Dialects, dialectsOf } from '../ownership/dialects.ts'
import { type FieldSet, onlyHere, union } from '../ownership/fieldSet.ts'
import { fieldsOf } from '../ownership/fieldsOf.ts'
import { entriesOf, identityOf, type ManagerIdentity, managersOf, withFields } from '../ownership/managers.ts'
import { mergeApplied } from '../ownership/mergeApplied.ts'
import { ownable } from '../ownership/owned.ts'
import { type OwnedFields, pruneApplied } from '../ownership/pruneApplied.ts'
import { blank, withoutChanged } from '../ownership/trackUpdate.ts'
import { inVersion } from '../presenting/representation.ts'
import { hasNull } from '../schema/hasNull.ts'
import { mistyped } from '../schema/mistyped.ts'
import { completeSchemaOf } from '../schema/schemaOf.ts'
import { type ClusterState, objectOf } from '../store/state.ts'
import { refuse } from '../wire/refusal.ts'
import type { ApiRequest } from '../wire/request.ts'
import { check } from '../writing/check.ts'
import { checkResourceVersion } from '../writing/checkVersion.ts'
import { writeNew, writeOver } from '../writing/write.ts'
import { appliedConfigOf } from './configOf.ts'

/** Server-side apply: PATCH with what one manager wants, which it then owns. Creates what does not exist. */
export const applyPatch = (state: ClusterState, call: ApiCall): CallAnswer => {
  const { type, name, subresource, request } = call
  const identity = identityOfCall(call)
  const stored = objectOf(state, type, keyOfCall(call))
  if (stored === undefined && subresource !== '' && type.createsOnUpdate !== true) return refuse(notFound(type, name))
  const warnings = repeatedIn(request)
  const config = appliedConfigOf(call)
  const fields = appliedFields(call, config)
  if (stored === undefined) {
    checkNamespace(state, call)
    const { uid } = metaOf(config)
    if (uid !== undefined && uid !== '') {
      return refuse(
        conflict(
          type,
          name,
          `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`,
        ),
      )
    }
    checkMayCreate(state, call)
    const owned = withFields(managersOf(), identity, fields, timestamp(call.nowMs))
    const object = withMeta(config, { managedFields: entriesOf(owned) })
    checkFormats(call, object)
    const written = writeNew(state, call, { object, warnings, tracked: true })
    return answerWith(written.state, 201, written.object, written.warnings)
  }
  const old = inVersion(type, stored)
  const object = applied(call, old, config, fields, identity, isTrue(request.query.force))
  checkFormats(call, object)
  // An emptied field stays `null` in a custom resource, and is refused.
  if (type.custom && hasNull(type.schema, object)) check(type, object, old)
  checkResourceVersion(call, old, metaOf(config).resourceVersion)
  const written = writeOver(state, call, old, { object, warnings, tracked: true })
  return answerWith(written.state, 200, written.object, written.warnings)
}

/** Ignores fields that the body has twice, warns of them, or refuses them. */
const repeatedIn = ({ query: { fieldValidation = 'Warn' }, repeated = [] }: ApiRequest): readonly string[] => {
  if (fieldValidation === 'Ignore' || repeated.length === 0) return []
  return fieldValidation === 'Strict'
    ? refuse(badRequest(`error strict decoding YAML: ${repeated.join(', ')}`))
    : repeated
}

const checkFormats = ({ type, name }: ApiCall, object: ApiObject): void => {
  const wrong = type.custom ? undefined : mistyped(type.schema, object, '')
  if (wrong === undefined) return
  const kind = `${type.group}/${type.version}, Kind=${type.kind}`
  refuse(
    unnamed(
      `failed to convert new object (${metaOf(object).namespace ?? ''}/${name}; ${kind}) to proper version: unable to convert unstructured object to ${kind}: error decoding from json: ${unfit(type, wrong)}`,
    ),
  )
}

/** No manager owns `metadata` itself. */
const appliedFields = (call: ApiCall, config: ApiObject): FieldSet => {
  const { metadata, ...part } = ownable(call, config)
  const empty = !isRecord(metadata) || Object.keys(metadata).length === 0
  return fieldsOf(completeSchemaOf(call.type), empty ? part : { metadata, ...part })
}

/** The live object as the configuration makes it, with the ownership that follows. */
const applied = (
  call: ApiCall,
  old: ApiObject,
  config: ApiObject,
  fields: FieldSet,
  identity: ManagerIdentity,
  force: boolean,
): ApiObject => {
  const schema = completeSchemaOf(call.type)
  const dialects = dialectsOf(call.type)
  const live = ownable(call, old)
  const { managedFields } = metaOf(old)
  const time = timestamp(call.nowMs)
  const managers =
    (managedFields ?? []).length > 0
      ? managersOf(managedFields)
      : withFields(managersOf(), beforeFirstApply(call), fieldsAtFirst(call, old), time)
  const before = managers.get(identityOf(identity))
  // A manager that changes nothing leaves no time.
  const owned = withFields(managers, identity, fields, undefined)
  const wanted = ownable(call, config)
  const merged = mergeApplied(schema, live, wanted)
  const last = before === undefined ? undefined : ownedBy([before], dialects)[0]
  const pruned = pruneApplied(
    dialects,
    merged,
    last,
    fields,
    ownedBy(owned.values(), dialects, { dialect: dialects.own, fields: named }),
  )
  const next: ApiObject = isRecord(pruned) ? pruned : {}
  const changes = changesBetween(dialects, live, next)
  const conflicts = conflictsWith(owned, identity, changes)
  if (!force && conflicts !== undefined) refuse(conflicts)
  const timed = isSame(changes(apiVersionOf(call.type)) ?? same) ? owned : withFields(owned, identity, fields, time)
  const entries = entriesOf(withoutChanged(timed, identity, changes))
  return assembled(call, old, config, next, sameEntries(managedFields, entries) ? managedFields : entries)
}

/** The fields that these managers own, once a version, and the entries of all others. */
const ownedBy = (
  entries: Iterable<ManagedFields>,
  { of }: Dialects,
  ...besides: readonly OwnedFields[]
): readonly OwnedFields[] => {
  const owned = new Map(besides.map(each => [each.dialect.apiVersion, each]))
  for (const { apiVersion, fieldsV1 } of entries) {
    const dialect = of(apiVersion)
    if (dialect === undefined) continue
    const fields = union(owned.get(dialect.apiVersion)?.fields, fieldsV1)
    owned.set(dialect.apiVersion, { dialect, fields })
  }
  return [...owned.values()]
}

/** Every configuration has a name, so `metadata` itself never goes. */
const named: FieldSet = { 'f:metadata': { 'f:name': onlyHere } }

/** As if one manager had written the whole object. */
const fieldsAtFirst = ({ type, subresource }: ApiCall, old: ApiObject): FieldSet => {
  const { added, modified } = compare(completeSchemaOf(type), blank(type, old), ownable({ type, subresource }, old))
  return union(added, modified)
}

/** The stand-in owner of an object without managedFields: no apply takes its fields without a conflict. */
const beforeFirstApply = ({ type }: ApiCall): ManagerIdentity => ({
  manager: 'before-first-apply',
  operation: 'Update',
  apiVersion: apiVersionOf(type),
})

const sameEntries = (before: readonly ManagedFields[] = [], after: readonly ManagedFields[] = []): boolean =>
  before.length === after.length && before.every((entry, at) => entry === after[at])

/** Puts the changed part back between what it does not concern. */
const assembled = (
  { type, subresource }: ApiCall,
  old: ApiObject,
  config: ApiObject,
  part: ApiObject,
  managedFields: readonly ManagedFields[] | undefined,
): ApiObject => {
  const { status, ...others } = old
  if (subresource === 'status' && type.custom) return withMeta({ ...others, ...part }, { managedFields })
  const { apiVersion, kind } = old
  const meta: ApiObject = isRecord(part.metadata) ? part.metadata : {}
  const { labels, annotations, ownerReferences, finalizers, generateName, ...rest } = metaOf(old)
  const { uid } = metaOf(config)
  const left = Object.fromEntries((type.statusLeaves ?? []).map(field => [field, metaOf(old)[field]]))
  const object =
    subresource === 'status'
      ? { ...others, ...part, metadata: { ...rest, ...meta, ...left } }
      : {
          apiVersion,
          kind,
          ...part,
          metadata: { ...rest, ...meta, ...(uid !== undefined && { uid }) },
          ...(type.status && status !== undefined && { status }),
        }
  return withMeta(object, { managedFields })
}

const identityOfCall = ({ type, subresource, request }: ApiCall): ManagerIdentity => {
  const manager = request.query.fieldManager ?? ''
  if (manager === '') {
    refuse(
      invalid({ group: 'meta.k8s.io', kind: 'PatchOptions' }, '', [
        fieldError.required('fieldManager', 'is required for apply patch'),
      ]),
    )
  }
  return { manager, operation: 'Apply', apiVersion: apiVersionOf(type), subresource }
}
