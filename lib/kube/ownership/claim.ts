import { type FieldsV1, type ManagedFields, managedFieldsOf } from '../managedFields.ts'
import type { KubeObject, Manifest } from '../object.ts'
import { type Holding, holdings } from './holdings.ts'
import { lostFrom } from './lost.ts'

/** The names under which a controller's fields are owned. */
export const fieldManagerOf = (controller: { readonly name: string }): string => `sluice/${controller.name}`

/** Fingerprint of the manifest that was applied last. It tells a changed manifest from a changed object. */
export const appliedAnnotation = 'sluice.dev/applied'

/**
 * What our field manager holds of one object, read before `managedFields` is dropped.
 * Some 90 bytes an object: the tree is kept only until all of a manifest was found in it.
 */
export interface Claim {
  /** Of our entry and the order of its items. While it stays the same, nobody has taken a field of ours. */
  readonly digest: string
  /** Managers whose fields are to become ours: former ones, and our own name where it updated instead of applying. */
  readonly former: readonly string[] | undefined
  /** `Held`: all of the manifest of the annotation is ours. `Lost`: it was, until another writer took some of it. */
  state: 'Unknown' | 'Held' | 'Lost'
  /** Absent once it is held. */
  evidence: Evidence | undefined
}

/** What is held, until it has been compared with a manifest. */
export interface Evidence {
  readonly holding: Holding
  /** The entries of other managers. */
  readonly others: readonly FieldsV1[]
}

export interface ClaimReaderOptions {
  readonly fieldManager: string
  /** Field managers of earlier versions. */
  readonly former: readonly string[]
  /** `apps/v1`: entries of other versions speak of other fields. */
  readonly apiVersion: string
}

/** Reads the claim of a value as the server sent it. */
export const claimReader = ({ fieldManager, former, apiVersion }: ClaimReaderOptions): ((object: unknown) => Claim) => {
  const holdingOf = holdings()
  return object => {
    const entries = managedFieldsOf(object).filter(({ subresource = '' }) => subresource === '')
    const own = entries.find(entry => entry.manager === fieldManager && entry.operation === 'Apply')
    const others = entries.filter(entry => entry !== own)
    const taken = others.filter(entry => isFormer(entry, fieldManager, former, apiVersion))
    const holding = own === undefined ? nothingHeld : holdingOf(withoutOwners(own.fieldsV1), object)
    return {
      digest: holding.digest,
      former: taken.length === 0 ? undefined : taken.map(({ manager }) => manager),
      state: 'Unknown',
      evidence: { holding, others: others.map(({ fieldsV1 }) => fieldsV1) },
    }
  }
}

/** The uid of the owner is in it, so that no two trees would be the same. Who owns an object is seen in the object. */
const withoutOwners = (fields: FieldsV1): FieldsV1 => {
  const { 'f:metadata': metadata, ...rest } = fields
  if (metadata?.['f:ownerReferences'] === undefined) return fields
  const { 'f:ownerReferences': _, ...others } = metadata
  return { ...rest, 'f:metadata': others }
}

const nothingHeld: Holding = { digest: '', fields: {}, order: {} }

/** Whether the fields of an entry are to be taken over. Of our own updates not those that set a finalizer. */
export const isFormer = (
  { manager, operation, apiVersion, fieldsV1, subresource = '' }: ManagedFields,
  fieldManager: string,
  former: readonly string[],
  ofVersion: string,
): boolean => {
  if (apiVersion !== ofVersion || subresource !== '') return false
  if (former.includes(manager)) return true
  return manager === fieldManager && operation === 'Update' && !isOnlyFinalizers(fieldsV1)
}

const isOnlyFinalizers = (fields: FieldsV1): boolean => {
  const { 'f:metadata': metadata = {}, ...rest } = fields
  return (
    Object.keys(rest).length === 0 && Object.keys(metadata).every(field => field === 'f:finalizers' || field === '.')
  )
}

/** After an apply of our own was answered: what the answer shows is all that can be held. */
export const held = (claim: Claim): Claim => {
  claim.state = 'Held'
  claim.evidence = undefined
  return claim
}

/**
 * The places of a manifest, of which the object has the fingerprint, that are not ours any more.
 * `undefined`: something was taken, but where cannot be told. What was found whole once is
 * whole as long as the digest is the same, so the tree may go.
 */
export const lostPlaces = (claim: Claim, manifest: Manifest): readonly string[] | undefined => {
  if (claim.state === 'Held' || claim.evidence === undefined) return []
  const places = lostFrom(claim.evidence.holding, claim.evidence.others, manifest)
  if (places.length > 0) return places
  if (claim.state === 'Lost') return undefined
  held(claim)
  return []
}

/** The claim of a newer version of an object, with what is known from the older one. */
export const inherited = (
  before: { readonly claim?: Claim; readonly object: KubeObject } | undefined,
  after: { readonly claim?: Claim; readonly object: KubeObject },
): Claim | undefined => {
  const { claim } = after
  const old = before?.claim
  if (claim === undefined || old === undefined || before?.object.metadata.uid !== after.object.metadata.uid)
    return claim
  if (fingerprintOn(before.object) !== fingerprintOn(after.object)) return claim
  if (old.digest === claim.digest && old.former?.join() === claim.former?.join()) {
    return claim.state === 'Held' ? held(old) : old
  }
  if (old.state !== 'Unknown' && claim.state === 'Unknown') claim.state = 'Lost'
  return claim
}

export const fingerprintOn = ({ metadata }: KubeObject | Manifest): string | undefined =>
  metadata.annotations?.[appliedAnnotation]
