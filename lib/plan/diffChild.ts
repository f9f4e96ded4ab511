import type { Applied } from '../cache/snapshot.ts'
import { isSecret } from '../controller/secrecy.ts'
import { equal } from '../json/equal.ts'
import { recordAt } from '../json/fields.ts'
import { fingerprint } from '../json/fingerprint.ts'
import { controllerOf, describeRef, type KubeObject, type Manifest, refOf } from '../kube/object.ts'
import { appliedAnnotation, type Claim, fingerprintOn, lostPlaces } from '../kube/ownership/claim.ts'
import { isControlledBy } from '../kube/same.ts'
import { type Place, unshown } from './differences.ts'
import type { Effect, JsonPatchOperation, Target } from './plan.ts'

/** The need of one child. `Wait`: another actor is at work, and an event will follow. */
export type ChildDecision =
  | { readonly _tag: 'Nothing' }
  | { readonly _tag: 'Write'; readonly effect: Effect }
  | { readonly _tag: 'Wait'; readonly why: string }
  | { readonly _tag: 'NotOwned'; readonly message: string }
  /** Nothing can be known of its kind. */
  | { readonly _tag: 'Unknown'; readonly message: string }

/** What is known of a child besides the object itself. */
export interface ChildKnowledge {
  readonly ownerUid: string
  /** Absent: nothing is known to be ours, so it is applied. */
  readonly claim?: Claim | undefined
  readonly applied?: Applied | undefined
}

/**
 * The only place that decides create / apply / overwrite / nothing, by two facts.
 *
 * - The fingerprint of the manifest that was applied last. Another one: what is desired
 *   has changed, and applying also removes fields that are no longer desired.
 * - Our entry of `managedFields`, as a claim. Less than the manifest: another writer took
 *   a field of ours, and it is applied again.
 *
 * No value is compared, so what the server defaults, normalises or lets a webhook rewrite
 * is no drift. Only owner references are, and the data of a Secret, whose fingerprint
 * tells nothing of its values: servers store both as they are said.
 */
export const diffChild = (
  desired: Manifest,
  observed: KubeObject | undefined,
  { ownerUid, claim, applied }: ChildKnowledge,
): ChildDecision => {
  if (observed === undefined) return write({ _tag: 'Create', manifest: desired })
  if (!isControlledBy(observed, ownerUid)) return notOurs(desired, observed)
  if (observed.metadata.deletionTimestamp !== undefined) {
    return { _tag: 'Wait', why: `${describeRef(refOf(observed))} is being deleted` }
  }
  const wanted = fingerprintOn(desired)
  const tried = applied?.desired === wanted ? applied : undefined
  if (tried?.next === 'overwrite') return write(overwrite(desired, observed))
  const isAccepted = tried?.next === 'accept' && tried.accepted === acceptance(desired, observed)
  const reapplied = isAccepted || fingerprintOn(observed) === wanted
  const isWhole = claim !== undefined && lostPlaces(claim, desired)?.length === 0
  const hasLost = !isWhole || !(isAccepted || hasOwners(desired, observed))
  const isAsSaid = isAccepted || !hasOtherData(desired, observed)
  if (reapplied && !hasLost && isAsSaid && claim?.former === undefined) return { _tag: 'Nothing' }
  const { uid, resourceVersion } = observed.metadata
  return write({
    _tag: 'Apply',
    manifest: desired,
    uid,
    resourceVersion,
    reapplied: reapplied && hasLost,
    ...(claim?.former && { takesOver: claim.former }),
  })
}

/** Owner references are stored as they are said, so they can be compared. */
const hasOwners = (desired: Manifest, { metadata: { ownerReferences = [] } }: KubeObject): boolean =>
  (desired.metadata.ownerReferences ?? []).every(owner => ownerReferences.some(other => equal(owner, other)))

/** So is the data of a Secret. */
const hasOtherData = (desired: Manifest, observed: KubeObject): boolean => {
  if (!isSecret(desired)) return false
  const [said, kept] = [recordAt(desired, 'data'), recordAt({ ...observed }, 'data')]
  return Object.keys(said).some(key => said[key] !== kept[key])
}

/** All that is compared, as it was said and as it is kept. In memory only: it is a function of a Secret's values. */
const acceptance = (desired: Manifest, { metadata, ...rest }: KubeObject): string =>
  fingerprint([
    metadata.annotations?.[appliedAnnotation],
    metadata.ownerReferences,
    ...(isSecret(desired) ? [desired.data, Reflect.get(rest, 'data')] : []),
  ])

/** The memory after the server's answer to an apply or an overwrite; `undefined`: nothing needs to be known besides. */
export const rememberAnswer = (
  effect: Extract<Effect, { _tag: 'Apply' | 'Overwrite' }>,
  answer: KubeObject,
): Applied | undefined => {
  const desired = fingerprintOn(effect.manifest) ?? ''
  if (effect._tag === 'Overwrite') return { desired, next: 'confirm' }
  // A webhook may rewrite even what is compared.
  const { manifest } = effect
  const isAsSaid = fingerprintOn(answer) === desired && hasOwners(manifest, answer) && !hasOtherData(manifest, answer)
  return isAsSaid ? undefined : { desired, next: 'accept', accepted: acceptance(manifest, answer) }
}

/** After the server refused an apply over an existing object: an item that another writer put into a list may stand in the way. */
export const rememberRefusal = (
  effect: Extract<Effect, { _tag: 'Apply' }>,
  before: Applied | undefined,
): Applied | undefined => {
  const desired = fingerprintOn(effect.manifest) ?? ''
  return before?.desired === desired ? undefined : { desired, next: 'overwrite' }
}

export const targetOf = (object: KubeObject): Target => ({
  ...refOf(object),
  uid: object.metadata.uid,
  resourceVersion: object.metadata.resourceVersion,
})

const write = (effect: Effect): ChildDecision => ({ _tag: 'Write', effect })

const notOurs = (desired: Manifest, observed: KubeObject): ChildDecision => {
  const owner = controllerOf(observed)
  const wanted = desired.metadata.ownerReferences?.[0]
  const isPredecessors = owner !== undefined && owner.kind === wanted?.kind && owner.name === wanted.name
  const name = describeRef(refOf(observed))
  if (isPredecessors) return { _tag: 'Wait', why: `${name} still belongs to a deleted ${owner.kind} of the same name` }
  const whose = owner === undefined ? 'nobody' : `${owner.kind} ${owner.name}`
  return {
    _tag: 'NotOwned',
    message: `${name} exists and is controlled by ${whose}: rename or delete it, or choose another name`,
  }
}

/**
 * Sets what the object does not show. Drops the fingerprint too, so that the next plan
 * applies: a field must be owned by applying, or it would stay when it is no longer desired.
 */
const overwrite = (manifest: Manifest, observed: KubeObject): Effect => {
  const pointer = (place: Place) => `/${place.map(escaped).join('/')}`
  const { [appliedAnnotation]: shown, ...annotations } = observed.metadata.annotations ?? {}
  const { [appliedAnnotation]: _, ...said } = manifest.metadata.annotations ?? {}
  const { metadata, ...rest } = manifest
  const bare = { ...rest, metadata: { ...metadata, annotations: Object.keys(said).length === 0 ? undefined : said } }
  const operations: JsonPatchOperation[] = unshown(bare, {
    ...observed,
    metadata: { ...observed.metadata, annotations },
  }).map(place => ({ op: 'add', path: pointer(place), value: valueAt(bare, place) }))
  if (shown !== undefined)
    operations.push({ op: 'remove', path: pointer(['metadata', 'annotations', appliedAnnotation]) })
  return { _tag: 'Overwrite', target: targetOf(observed), manifest, operations }
}

const escaped = (field: string): string => field.replaceAll('~', '~0').replaceAll('/', '~1')

const valueAt = (object: unknown, place: Place): unknown =>
  place.reduce<unknown>(
    (value, field) => (typeof value === 'object' && value !== null ? Reflect.get(value, field) : undefined),
    object,
  )
