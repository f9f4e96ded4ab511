import { managedBy, managedByLabel } from '../cache/cache.ts'
import { fingerprint } from '../json/fingerprint.ts'
import { apiVersionOf, type KubeObject, type Manifest, type Resource } from '../kube/object.ts'

/** Fingerprint of the manifest that was applied last. It tells a changed manifest from a changed object. */
export const appliedAnnotation = 'sluice.dev/applied'

/**
 * A child as it is sent: in its owner's namespace, controlled by it, found again
 * by label, with the fingerprint of all this.
 */
export const adopt = (
  controller: { readonly name: string; readonly watches: Resource },
  owner: KubeObject,
  child: Manifest,
): Manifest => {
  const { namespace = owner.metadata.namespace, labels, annotations, ...metadata } = child.metadata
  const adopted: Manifest = {
    ...child,
    metadata: {
      ...metadata,
      ...(namespace !== undefined && { namespace }),
      labels: { ...labels, [managedByLabel]: managedBy(controller) },
      ...(annotations !== undefined && { annotations }),
      ownerReferences: [
        {
          apiVersion: apiVersionOf(controller.watches),
          kind: controller.watches.kind,
          name: owner.metadata.name,
          uid: owner.metadata.uid,
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
    },
  }
  return {
    ...adopted,
    metadata: { ...adopted.metadata, annotations: { ...annotations, [appliedAnnotation]: fingerprint(adopted) } },
  }
}
