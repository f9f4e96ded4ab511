import { alreadyExists } from '../../kube/status.ts'
import { checkEscalation } from '../access/escalation.ts'
import { type ApiCall, keyOfCall } from '../call/call.ts'
import { isFinished } from '../lifecycle/deletion.ts'
import { metaOf, withMeta } from '../objects/meta.ts'
import type { ApiObject, ResourceType } from '../objects/resourceType.ts'
import { trackUpdate } from '../ownership/trackUpdate.ts'
import { inVersion } from '../presenting/representation.ts'
import { asStored } from '../schema/inShape.ts'
import { type ClusterState, objectKey, objectOf, putObject, removeObject } from '../store/state.ts'
import { refuse, telling } from '../wire/refusal.ts'
import { check } from './check.ts'
import { checkPod } from './checkPod.ts'
import { allocated, fill } from './fill.ts'
import { countGeneration } from './generation.ts'
import { identify } from './identify.ts'
import { isUnchanged } from './isUnchanged.ts'
import { carryOver, withoutStatus } from './restrict.ts'
import { soleOwners } from './soleOwners.ts'
import { warningsOf } from './warnings.ts'
import { withoutEmptyMeta } from './withoutEmptyMeta.ts'

/** The object to write, as the client sent it or as a patch made it. */
export interface Intent {
  readonly object: ApiObject
  /** Warnings that are sent with the answer. */
  readonly warnings?: readonly string[]
  /** Whether `managedFields` are right already, as server-side apply leaves them. */
  readonly tracked: boolean
}

export interface Written {
  readonly state: ClusterState
  readonly object: ApiObject
  readonly warnings: readonly string[]
}

/** A new object: unknown fields, identity, defaults, ownership of fields, validation, storage. */
export const writeNew = (state: ClusterState, call: ApiCall, intent: Intent): Written => {
  const { type, request } = call
  const { object, warnings, tracked } = withSoleOwners(intent, call)
  const [identified, named] = identify(state, call, object)
  const whole = fill(type, withoutEmptyMeta(withoutStatus(type, named)), undefined)
  const counted = type.generation === 'none' ? whole : withMeta(whole, { generation: 1 })
  const [filled, owned] = allocated(
    identified,
    type,
    tracked ? counted : trackUpdate(call, undefined, counted),
    undefined,
    isDryRun(request.query.dryRun),
  )
  checkEscalation(state, call, owned, undefined)
  checkPod(state, call, owned)
  check(type, owned, undefined)
  const advice = warningsOf(type, owned, undefined)
  const told = [...warnings, ...advice]
  const key = objectKey(owned)
  if (objectOf(state, type, key) !== undefined) {
    return telling(advice, () => refuse(alreadyExists(type, metaOf(owned).name ?? '')))
  }
  const kept = asStored(type, owned)
  if (isDryRun(request.query.dryRun))
    return { state: drawnOf(state, filled), object: asKept(type, kept, owned), warnings: told }
  const stored = putObject(filled, type, kept)
  return { state: stored, object: inVersion(type, objectOf(stored, type, key) ?? owned), warnings: told }
}

const withSoleOwners = ({ object, warnings = [], tracked }: Intent, { request }: ApiCall): Required<Intent> => {
  const [sole, more] = soleOwners(object, request.method)
  return { object: sole, warnings: [...warnings, ...more], tracked }
}

/** A changed object. One that says nothing new is not written at all; one whose last finalizer went is removed. */
export const writeOver = (state: ClusterState, call: ApiCall, old: ApiObject, intent: Intent): Written => {
  const { type, request } = call
  const { object, warnings, tracked } = withSoleOwners(intent, call)
  const whole = fill(type, withoutEmptyMeta(carryOver(call, old, object)), old)
  const counted = call.subresource === 'status' ? whole : countGeneration(type, old, whole)
  const tracking = tracked ? counted : trackUpdate(call, old, counted)
  const [filled, owned] =
    call.subresource === '' ? allocated(state, type, tracking, old, isDryRun(request.query.dryRun)) : [state, tracking]
  const told = [...warnings, ...(call.subresource === 'status' ? [] : warningsOf(type, owned, old))]
  if (isUnchanged(old, owned)) return { state, object: old, warnings: told }
  checkEscalation(state, call, owned, old)
  check(type, owned, old)
  const kept = asStored(type, owned)
  if (isDryRun(request.query.dryRun))
    return { state: drawnOf(state, filled), object: asKept(type, kept, owned), warnings: told }
  const key = keyOfCall(call)
  if (isFinished(owned)) {
    return { state: removeObject(filled, type, key), object: owned, warnings: told }
  }
  const stored = putObject(filled, type, kept)
  return { state: stored, object: inVersion(type, objectOf(stored, type, key) ?? owned), warnings: told }
}

/** The answer of a dry run: the object as it would be read again, where versions differ. */
const asKept = (type: ResourceType, kept: ApiObject, owned: ApiObject): ApiObject =>
  type.conversion === undefined ? owned : inVersion(type, kept)

/** After a dry run: what it drew is not drawn again. */
const drawnOf = (state: ClusterState, { drawn }: ClusterState): ClusterState =>
  drawn === state.drawn ? state : { ...state, drawn }

/** Other values of the query were refused before. */
export const isDryRun = (dryRun: string | undefined): boolean => dryRun === 'All'
