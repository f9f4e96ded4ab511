import { apiVersionOf, type KubeObject, type Manifest, pathOf, type Ref, type Resource } from '../kube/object.ts'
import { takenOver } from '../kube/ownership/takeOver.ts'
import type { Effect, JsonPatchOperation, Target } from './plan.ts'

/** One HTTP write, as data. */
export interface WriteRequest {
  readonly method: 'PATCH' | 'POST' | 'PUT' | 'DELETE'
  /** Path and query below the server's address. */
  readonly path: string
  readonly contentType: string
  readonly body: unknown
}

export const mergePatchType = 'application/merge-patch+json'
export const jsonPatchType = 'application/json-patch+json'
/** JSON is YAML. */
export const applyPatchType = 'application/apply-patch+yaml'

type Written = Exclude<Effect, { readonly _tag: 'Call' }>

/**
 * How an effect is written. Each write carries the resourceVersion or uid that it
 * was planned from, so that the server refuses it (409) when it no longer holds.
 */
export const writeRequestOf = (
  effect: Written,
  resource: Resource,
  fieldManager: string,
  resourceVersion = 'target' in effect
    ? effect.target.resourceVersion
    : effect._tag === 'Apply'
      ? effect.resourceVersion
      : '',
): WriteRequest => {
  const query = `?fieldManager=${encodeURIComponent(fieldManager)}`
  switch (effect._tag) {
    case 'AddFinalizer':
    case 'RemoveFinalizer': {
      const { finalizers } = effect
      const body = { metadata: { resourceVersion, finalizers } }
      return { method: 'PATCH', path: of(resource, effect.target) + query, contentType: mergePatchType, body }
    }
    case 'SetStatus': {
      const path = `${of(resource, effect.target)}/status${query}`
      const body = { metadata: { resourceVersion }, status: effect.status }
      return { method: 'PATCH', path, contentType: mergePatchType, body }
    }
    // An apply with this resourceVersion creates an absent object and answers 409 where there is one.
    case 'Create':
      return apply(effect.manifest, { resourceVersion: '1' }, resource, query)
    // The uid keeps it from bringing back an object that was deleted meanwhile, the
    // version from taking one back that was set free (`kubectl delete --cascade=orphan`).
    case 'Apply': {
      const { uid, manifest } = effect
      return apply(manifest, { uid, resourceVersion }, resource, `${query}&force=true`)
    }
    case 'Overwrite': {
      const body: readonly JsonPatchOperation[] = [...held(resourceVersion), ...effect.operations]
      return { method: 'PATCH', path: of(resource, effect.target) + query, contentType: jsonPatchType, body }
    }
    case 'Release': {
      const { ownerReferences, labels, annotations } = effect
      const gone = (names: readonly string[]) => Object.fromEntries(names.map(name => [name, null]))
      const owners = ownerReferences.length === 0 ? null : ownerReferences
      const metadata = {
        resourceVersion,
        ownerReferences: owners,
        labels: gone(labels),
        annotations: gone(annotations),
      }
      return {
        method: 'PATCH',
        path: of(resource, effect.target) + query,
        contentType: mergePatchType,
        body: { metadata },
      }
    }
    case 'Delete': {
      const preconditions = { uid: effect.target.uid, resourceVersion }
      const body = { apiVersion: 'v1', kind: 'DeleteOptions', preconditions, propagationPolicy: 'Background' }
      return { method: 'DELETE', path: of(resource, effect.target), contentType: 'application/json', body }
    }
  }
}

/**
 * Makes the fields of former managers, and those that `fieldManager` owns through
 * updating, its own by applying; `undefined` where there are none.
 */
export const takeOver = (
  object: KubeObject,
  resource: Resource,
  fieldManager: string,
  former: readonly string[],
): WriteRequest | undefined => {
  const managedFields = takenOver(object, fieldManager, former, apiVersionOf(resource))
  if (managedFields === undefined) return undefined
  const { resourceVersion } = object.metadata
  const body = [...held(resourceVersion), { op: 'replace', path: '/metadata/managedFields', value: managedFields }]
  return { method: 'PATCH', path: of(resource, object.metadata), contentType: jsonPatchType, body }
}

/** Makes a JSON patch fail with 409 unless the object is still at this version. */
const held = (resourceVersion: string): readonly JsonPatchOperation[] => [
  { op: 'replace', path: '/metadata/resourceVersion', value: resourceVersion },
]

const of = (resource: Resource, { namespace, name }: Pick<Target | Ref, 'name' | 'namespace'>): string =>
  pathOf(resource, namespace, name)

/**
 * An apply refuses unknown fields whatever is asked for. To validate strictly, or to warn, adds that the server
 * parses the YAML a second time to find fields that are there twice, which JSON of ours has none of.
 */
const apply = (
  manifest: Manifest,
  held: { readonly uid?: string; readonly resourceVersion: string },
  resource: Resource,
  query: string,
): WriteRequest => ({
  method: 'PATCH',
  path: `${of(resource, manifest.metadata)}${query}&fieldValidation=Ignore`,
  contentType: applyPatchType,
  body: { ...manifest, apiVersion: apiVersionOf(resource), metadata: { ...manifest.metadata, ...held } },
})
