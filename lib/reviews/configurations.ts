import type { WebhookClient } from '../crdSchema/customResourceDefinition.ts'
import type { Manifest } from '../kube/object.ts'
import type { Webhook, Webhooks } from './webhooks.ts'

/** Where webhooks are served: a Service of the cluster, or the beginning of their URLs (`https://127.0.0.1:9443`). */
export type WebhookAddress = (
  | { readonly service: { readonly namespace: string; readonly name: string; readonly port: number } }
  | { readonly url: string }
) & {
  /** PEM in base64. Absent: the manager of the certificates fills it in. */
  readonly caBundle?: string
}

/** Where one of them is. */
const clientOf = (address: WebhookAddress, { path }: Pick<Webhook, 'path'>): WebhookClient => ({
  ...('service' in address ? { service: { ...address.service, path } } : { url: `${address.url}${path}` }),
  ...(address.caBundle !== undefined && { caBundle: address.caBundle }),
})

/** The configurations that register the webhooks for admission: one of this name for each sort. */
export const admissionConfigurations = (
  name: string,
  webhooks: Webhooks,
  address: WebhookAddress,
): readonly Manifest[] => [
  ...configuration('MutatingWebhookConfiguration', name, of(webhooks, 'Defaulting'), webhook => ({
    ...registered('defaulting', webhook, address),
    // Defaults do not depend on fields that another webhook could still change.
    reinvocationPolicy: 'Never',
    matchConditions: [staying],
  })),
  ...configuration('ValidatingWebhookConfiguration', name, of(webhooks, 'Validating'), webhook => ({
    ...registered('validating', webhook, address),
    matchConditions: [staying, changing],
  })),
]

const of = (webhooks: Webhooks, tag: Webhook['_tag']): Webhooks => webhooks.filter(({ _tag }) => _tag === tag)

const configuration = (
  kind: string,
  name: string,
  webhooks: Webhooks,
  entry: (webhook: Webhook) => object,
): readonly Manifest[] =>
  webhooks.length === 0
    ? []
    : [{ apiVersion: 'admissionregistration.k8s.io/v1', kind, metadata: { name }, webhooks: webhooks.map(entry) }]

const registered = (verb: string, webhook: Webhook, address: WebhookAddress) => {
  const { group, version, plural, scope } = webhook.resource
  return {
    name: `${verb}.${plural}.${group}`,
    clientConfig: clientOf(address, webhook),
    rules: [
      { apiGroups: [group], apiVersions: [version], resources: [plural], operations: ['CREATE', 'UPDATE'], scope },
    ],
    // Other versions are converted before they are shown.
    matchPolicy: 'Equivalent',
    sideEffects: 'None',
    timeoutSeconds: 5,
    // An unchecked object would be stored, and its faults found only when the controller acts on it. While all
    // replicas are away nothing would act on a change anyway, and the conditions keep what must go on.
    failurePolicy: 'Fail',
    admissionReviewVersions: ['v1'],
  }
}

/** Nothing that is being deleted waits for a webhook: finalizers can be taken off when all replicas are gone. */
const staying = { name: 'staying', expression: '!has(object.metadata.deletionTimestamp)' }

/** Webhooks leave labels, annotations, owners and finalizers alone. */
const changing = {
  name: 'changing',
  expression:
    "request.operation != 'UPDATE' || !has(object.spec) || !has(oldObject.spec) || object.spec != oldObject.spec",
}
