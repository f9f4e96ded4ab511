import type { FieldsV1, ManagedFields } from '../../../kube/managedFields.ts'
import { same } from '../../ownership/compare.ts'
import { conflictsWith } from '../../ownership/conflicts.ts'
import { difference, type FieldSet, intersection, isEmpty, onlyHere } from '../../ownership/fieldSet.ts'
import { entriesOf, identityOf, type ManagerIdentity, type Managers, managersOf } from '../../ownership/managers.ts'
import { refuse } from '../../wire/refusal.ts'

/** A write of a Scale. */
export interface ScaleOwnership {
  readonly manager: string
  readonly operation: 'Update' | 'Apply'
  /** Whether the number of replicas becomes another one. */
  readonly changes: boolean
  /** Whether the Scale says a number: it does not say zero. */
  readonly says: boolean
  /** Takes over what others apply. */
  readonly force: boolean
}

/** Which fields of the object the Scale stands for: its group and version, and where each version has the replicas. */
export interface Scaled {
  readonly apiVersion: string
  /** `undefined`: the version is there no more, and nothing is owned in it. */
  readonly pathIn: (apiVersion: string) => readonly string[] | undefined
}

const scaleVersion = 'autoscaling/v1'
const replicas: FieldsV1 = { 'f:spec': { 'f:replicas': onlyHere } }

/**
 * The ownership of an object after its scale was written. The real server turns the owners of the
 * replicas into owners of a Scale, writes, and turns them back: what owners by update have of the
 * replicas comes back as an entry of its own, without time. Refuses an apply that conflicts.
 */
export const ownersAfterScaling = (
  before: readonly ManagedFields[] | undefined,
  { apiVersion, pathIn }: Scaled,
  scaling: ScaleOwnership,
): readonly ManagedFields[] | undefined => {
  const placeIn = (version: string): FieldSet =>
    pathIn(version)?.reduceRight<FieldsV1>((below, field) => ({ [`f:${field}`]: below }), onlyHere)
  const parents = managersOf(before)
  const owners = written(ofScale(parents, placeIn), scaling)
  const after = new Map<string, ManagedFields>()
  for (const [key, entry] of parents) {
    const place = placeIn(entry.apiVersion)
    if (place === undefined) continue
    const kept = !owns(entry, place) || owners.has(key) ? entry.fieldsV1 : difference(entry.fieldsV1, place)
    if (kept !== undefined && !isEmpty(kept))
      after.set(key, kept === entry.fieldsV1 ? entry : { ...entry, fieldsV1: kept })
  }
  const fieldsV1 = placeIn(apiVersion) ?? {}
  for (const [key, { time: _time, ...entry }] of owners) {
    if (!parents.has(key)) after.set(key, { ...entry, apiVersion, fieldsV1 })
  }
  return entriesOf(after)
}

const owns = ({ fieldsV1 }: ManagedFields, place: FieldSet): boolean => !isEmpty(intersection(fieldsV1, place))

/** The owners of the replicas as those of a Scale. */
const ofScale = (parents: Managers, placeIn: (apiVersion: string) => FieldSet): Managers =>
  new Map(
    [...parents.values()]
      .filter(entry => owns(entry, placeIn(entry.apiVersion)))
      .map(entry => ({ ...entry, apiVersion: scaleVersion, fieldsV1: replicas }))
      .map(entry => [identityOf(entry), entry]),
  )

const written = (owners: Managers, { manager, operation, changes, says, force }: ScaleOwnership): Managers => {
  const identity: ManagerIdentity = { manager, operation, apiVersion: scaleVersion, subresource: 'scale' }
  const own: ManagedFields = {
    ...identity,
    operation,
    manager,
    apiVersion: scaleVersion,
    fieldsType: 'FieldsV1',
    fieldsV1: replicas,
  }
  if (operation === 'Apply' && changes && !force) {
    const conflicts = conflictsWith(owners, identity, () => ({ ...same, modified: replicas }))
    if (conflicts !== undefined) refuse(conflicts)
  }
  // An object without owners is not tracked, and this Scale is all that the server sees.
  if (operation === 'Update' && owners.size === 0) return owners
  const others = changes ? new Map<string, ManagedFields>() : new Map(owners)
  if (operation === 'Apply' && !says) others.delete(identityOf(identity))
  return says && (changes || operation === 'Apply') ? others.set(identityOf(identity), own) : others
}
