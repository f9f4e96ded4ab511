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
  const child = isSecret(said) ? asStored(said) : said
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

/** A Secret as the server stores it, so that it can be compared: `stringData` as `data`, base64 without line breaks. */
const asStored = ({ stringData, ...secret }: Manifest): Manifest => {
  if (stringData === undefined && secret.data === undefined) return secret
  const said = Object.entries(recordAt(secret, 'data')).map(([key, encoded]) => [key, textOr(encoded, withoutBreaks)])
  const plain = Object.entries(isRecord(stringData) ? stringData : {}).map(([key, text]) => [
    key,
    textOr(text, base64Of),
  ])
  return { ...secret, data: Object.fromEntries([...said, ...plain]) }
}

const withoutBreaks = (encoded: string): string => encoded.replaceAll(/[\r\n]/g, '')

/** What is not a text is left as it is, for the server to refuse. */
const textOr = (value: unknown, change: (text: string) => string): unknown =>
  typeof value === 'string' ? change(value) : value

const withoutValues = (manifest: Manifest): Manifest =>
  isSecret(manifest) ? { ...manifest, data: Object.keys(recordAt(manifest, 'data')).sort() } : manifest
