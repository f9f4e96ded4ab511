import * as t from 'io-ts'
import type { CustomObject, KubeObject, Manifest, ObjectMeta } from '../../lib/kube/object.ts'
import { resource } from '../../lib/kube/object.ts'
import type { Claim } from '../../lib/kube/ownership/claim.ts'
import type { Seen } from '../../lib/kube/watchEvent.ts'

/** Objects for the specs of the pure core: a Site, whose children are Deployments and ConfigMaps. */

export const Site = resource('demo.dev', 'v1', 'Site', 'sites', t.type({ size: t.number }))
export type SiteObject = CustomObject<{ readonly size: number }>

export const site = (metadata: Partial<ObjectMeta> = {}, size = 1): SiteObject => ({
  apiVersion: 'demo.dev/v1',
  kind: 'Site',
  metadata: { name: 'web', namespace: 'demo', uid: 'site-1', resourceVersion: '10', generation: 1, ...metadata },
  spec: { size },
})

export const ownedBy = (uid: string, name = 'web', kind = 'Site') => [
  { apiVersion: 'demo.dev/v1', kind, name, uid, controller: true, blockOwnerDeletion: true },
]

export const configMap = (data: Readonly<Record<string, string>> = {}, name = 'web'): Manifest => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data,
})

/** What the server holds after a manifest was applied to an absent object. */
export const stored = (manifest: Manifest, uid: string, resourceVersion: string): KubeObject => ({
  ...manifest,
  metadata: { ...manifest.metadata, uid, resourceVersion },
})

/** As it arrived, with all that was applied still ours; of a child that another writer changed, `lost`. */
export const accepted = <O extends KubeObject>(object: O, claim = heldClaim()): Seen<O> => ({
  _tag: 'Accepted',
  object,
  claim,
})

export const heldClaim = (digest = 'as applied'): Claim => ({
  digest,
  former: undefined,
  state: 'Held',
  evidence: undefined,
})

export const lostClaim = (): Claim => ({
  ...heldClaim('less'),
  state: 'Lost',
  evidence: { holding: { digest: '', fields: {}, order: {} }, others: [] },
})
