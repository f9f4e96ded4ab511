import { isRecord } from '../json/fields.ts'
import { type KubeObject, kind, pathOf, type Resource } from '../kube/object.ts'
import { jsonPatchType, type WriteRequest } from '../plan/writeRequest.ts'

/** An object whose webhooks are to trust our servers. */
export interface CertificateTarget {
  readonly kind: 'CustomResourceDefinition' | 'ValidatingWebhookConfiguration' | 'MutatingWebhookConfiguration'
  readonly name: string
}

const admission = 'admissionregistration.k8s.io'

export const targetResources: Readonly<Record<CertificateTarget['kind'], Resource>> = {
  CustomResourceDefinition: kind(
    'apiextensions.k8s.io',
    'v1',
    'CustomResourceDefinition',
    'customresourcedefinitions',
    'Cluster',
  ),
  ValidatingWebhookConfiguration: kind(
    admission,
    'v1',
    'ValidatingWebhookConfiguration',
    'validatingwebhookconfigurations',
    'Cluster',
  ),
  MutatingWebhookConfiguration: kind(
    admission,
    'v1',
    'MutatingWebhookConfiguration',
    'mutatingwebhookconfigurations',
    'Cluster',
  ),
}

/** One clientConfig of a target. */
export interface CaBundlePlace {
  /** Place of the clientConfig, as a JSON pointer. */
  readonly pointer: string
  /** In base64, as it is there; '' where there is none. */
  readonly caBundle: string
}

/** Every clientConfig of an object: all webhooks of a configuration; of a CRD that of its conversion, where a webhook converts. */
export const placesIn = (object: KubeObject): readonly CaBundlePlace[] => {
  if ('webhooks' in object && Array.isArray(object.webhooks)) {
    return object.webhooks.flatMap((webhook, at) => placeAt(webhook, `/webhooks/${at}`))
  }
  const conversion = 'spec' in object && isRecord(object.spec) ? object.spec.conversion : undefined
  if (!isRecord(conversion) || conversion.strategy !== 'Webhook') return []
  return placeAt(conversion.webhook, '/spec/conversion/webhook')
}

const placeAt = (webhook: unknown, pointer: string): readonly CaBundlePlace[] => {
  if (!isRecord(webhook) || !isRecord(webhook.clientConfig)) return []
  const { caBundle } = webhook.clientConfig
  return [{ pointer: `${pointer}/clientConfig`, caBundle: typeof caBundle === 'string' ? caBundle : '' }]
}

/** Writes bundles (base64) to these places, if the object is still the one that was read. */
export const injection = (
  { kind, name }: CertificateTarget,
  { metadata }: KubeObject,
  bundles: readonly CaBundlePlace[],
): WriteRequest => ({
  method: 'PATCH',
  path: `${pathOf(targetResources[kind], undefined, name)}?fieldManager=${encodeURIComponent(certificatesManager)}`,
  contentType: jsonPatchType,
  body: [
    { op: 'test', path: '/metadata/resourceVersion', value: metadata.resourceVersion },
    ...bundles.map(({ pointer, caBundle }) => ({ op: 'add', path: `${pointer}/caBundle`, value: caBundle })),
  ],
})

/** The field manager of all that is written about certificates. */
export const certificatesManager = 'sluice/certificates'
