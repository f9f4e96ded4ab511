import { managedBy, managedByLabel } from '../cache/cache.ts'
import { isSecret } from '../controller/secrecy.ts'
import { isRecord, recordAt } from '../json/fields.ts'
import { fingerprint } from '../json/fingerprint.ts'
import { apiVersionOf, type KubeObject, type Manifest, type Resource } from '../kube/object.ts'
import { appliedAnnotation } from '../kube/ownership/claim.ts'
import { base64Of } from '../text/base64.ts'

/**
 * A child as it is sent: in its owner's namespace, controlled by it, found again
 * by label, with the fingerprint of all this. Of a Secret's data the fingerprint
 * knows the keys alone: who reads an annotation must not be able to try values.
 */
export const adopt = (
  controller: { readonly name: string; readonly watches: Resource },
  owner: KubeObject,
  said: Manifest,
): Manifest => {
  const child = isSecret(said) ? withData(said) : said
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
    metadata: {
      ...adopted.metadata,
      annotations: { ...annotations, [appliedAnnotation]: fingerprint(withoutValues(adopted)) },
    },
  }
}

/** The server turns `stringData` into `data` and forgets it: said as `data`, it can be compared. */
const withData = (secret: Manifest): Manifest => {
  const { stringData, ...rest } = secret
  if (!isRecord(stringData)) return secret
  const encoded = Object.entries(stringData).map(([key, text]) => [
    key,
    typeof text === 'string' ? base64Of(text) : text,
  ])
  return { ...rest, data: { ...recordAt(rest, 'data'), ...Object.fromEntries(encoded) } }
}

const withoutValues = (manifest: Manifest): Manifest =>
  isSecret(manifest) ? { ...manifest, data: Object.keys(recordAt(manifest, 'data')).sort() } : manifest
