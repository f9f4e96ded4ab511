import type { Applied } from '../cache/snapshot.ts'
import { equal } from '../json/equal.ts'
import { isRecord } from '../json/fields.ts'
import { fingerprint } from '../json/fingerprint.ts'
import { controllerOf, describeRef, type KubeObject, type Manifest, refOf } from '../kube/object.ts'
import { isControlledBy } from '../kube/same.ts'
import { appliedAnnotation } from './adopt.ts'
import { differences, type UncoveredField } from './covers.ts'
import type { Effect, JsonPatchOperation, Target } from './plan.ts'

/** The need of one child. `Wait`: another actor is at work, and an event will follow. */
export type ChildDecision =
  | { readonly _tag: 'Nothing' }
  | { readonly _tag: 'Write'; readonly effect: Effect }
  | { readonly _tag: 'Wait'; readonly why: string }
  | { readonly _tag: 'NotOwned'; readonly message: string }
  /** Written as often as makes sense; the server keeps something else. */
  | { readonly _tag: 'Overruled'; readonly message: string }

/**
 * The only place that decides create / apply / overwrite / nothing.
 *
 * `desired` is an adopted manifest. A new fingerprint applies, which also removes
 * fields that are no longer desired. With the old fingerprint only a desired
 * field that the object does not show counts as drift: applied again, then
 * overwritten, then accepted as the server's own form. `kept`: what the cache
 * keeps of an object; nothing else can drift.
 */
export const diffChild = (
  desired: Manifest,
  observed: KubeObject | undefined,
  ownerUid: string,
  applied: Applied | undefined,
  kept: <K>(object: K) => K = object => object,
): ChildDecision => {
  if (observed === undefined) return write({ _tag: 'Create', manifest: desired })
  if (!isControlledBy(observed, ownerUid)) return notOurs(desired, observed)
  if (observed.metadata.deletionTimestamp !== undefined) {
    return { _tag: 'Wait', why: `${describeRef(refOf(observed))} is being deleted` }
  }
  const desiredFingerprint = appliedFingerprintOf(desired)
  const reapplied = observed.metadata.annotations?.[appliedAnnotation] === desiredFingerprint
  const missing = differences(kept(desired), observed)
  if (reapplied && missing.length === 0) return { _tag: 'Nothing' }
  const tried = applied?.desired === desiredFingerprint ? applied : undefined
  if (tried?.next === 'overwrite') return write(overwrite(desired, observed, missing))
  // A webhook that rewrites fields may rewrite the fingerprint too.
  if (tried?.next === 'accept' && tried.accepted === acceptance(missing, observed)) return overruled(observed, missing)
  const { uid, resourceVersion } = observed.metadata
  return write({ _tag: 'Apply', manifest: desired, uid, resourceVersion, reapplied })
}

const overruled = (observed: KubeObject, missing: readonly UncoveredField[]): ChildDecision => {
  const fields = missing.map(({ path }) => path.join('.')).join(', ')
  const message = `${describeRef(refOf(observed))} is kept with another ${fields}: an admission webhook or policy rewrites it`
  return { _tag: 'Overruled', message }
}

/** The values that the server shows where it differs: accepted only as long as they stay so. */
export const acceptance = (missing: readonly UncoveredField[], observed: KubeObject): string =>
  fingerprint(missing.map(({ path }) => [path, valueAt(observed, path)]))

/** The memory after the server's answer to an apply or an overwrite; `undefined`: the child is as desired. */
export const rememberAnswer = (
  effect: Extract<Effect, { _tag: 'Apply' | 'Overwrite' }>,
  answer: KubeObject,
  before: Applied | undefined,
  kept: <K>(object: K) => K = object => object,
): Applied | undefined => {
  const desired = appliedFingerprintOf(effect.manifest)
  if (effect._tag === 'Overwrite') return { desired, next: 'confirm' }
  const missing = differences(kept(effect.manifest), kept(answer))
  if (missing.length === 0) return undefined
  return before?.desired === desired && before.next !== 'overwrite'
    ? { desired, next: 'accept', accepted: acceptance(missing, kept(answer)) }
    : { desired, next: 'overwrite' }
}

/** After the server refused an apply over an existing object: an item that another writer put into a list may stand in the way. */
export const rememberRefusal = (
  effect: Extract<Effect, { _tag: 'Apply' }>,
  before: Applied | undefined,
): Applied | undefined => {
  const desired = appliedFingerprintOf(effect.manifest)
  return before?.desired === desired ? undefined : { desired, next: 'overwrite' }
}

const appliedFingerprintOf = (manifest: Manifest): string => manifest.metadata.annotations?.[appliedAnnotation] ?? ''

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
 * Drops the fingerprint too, so that the next plan applies: a field must be owned
 * by applying, or it would stay when it is no longer desired.
 */
const overwrite = (manifest: Manifest, observed: KubeObject, missing: readonly UncoveredField[]): Effect => {
  const pointer = (path: readonly string[]) => `/${path.map(escaped).join('/')}`
  const fingerprintPath = ['metadata', 'annotations', appliedAnnotation]
  const operations: JsonPatchOperation[] = missing
    .filter(({ path }) => !equal(path, fingerprintPath))
    .map(({ path, desired }) => ({ op: 'add', path: pointer(path), value: withoutFingerprint(path, desired) }))
  if (observed.metadata.annotations?.[appliedAnnotation] !== undefined) {
    operations.push({ op: 'remove', path: pointer(fingerprintPath) })
  }
  return { _tag: 'Overwrite', target: targetOf(observed), manifest, operations }
}

/** Where all annotations are missing, they are one difference. */
const withoutFingerprint = (path: readonly string[], value: unknown): unknown => {
  if (!equal(path, ['metadata', 'annotations']) || !isRecord(value)) return value
  const { [appliedAnnotation]: _, ...rest } = value
  return rest
}

const escaped = (field: string): string => field.replaceAll('~', '~0').replaceAll('/', '~1')

const valueAt = (object: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (value, field) => (typeof value === 'object' && value !== null ? Reflect.get(value, field) : undefined),
    object,
  )
