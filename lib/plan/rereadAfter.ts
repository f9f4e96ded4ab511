import { type KubeObject, type Ref, refOf } from '../kube/object.ts'
import type { Effect } from './plan.ts'

/** The objects to read after an effect failed: the one that was written, and its owner. */
export const rereadAfter = (effect: Effect): readonly Ref[] => {
  const owner = (manifest: KubeObject['metadata']['ownerReferences'], namespace: string | undefined): readonly Ref[] =>
    (manifest ?? []).map(({ apiVersion, kind, name }) => ({
      apiVersion,
      kind,
      name,
      ...(namespace !== undefined && { namespace }),
    }))
  if (effect._tag === 'Create' || effect._tag === 'Apply') {
    const { metadata } = effect.manifest
    return [refOf(effect.manifest), ...owner(metadata.ownerReferences, metadata.namespace)]
  }
  return 'premise' in effect ? [effect.target, effect.premise.ref] : [effect.target]
}
