import type { IncomingMessage, ServerResponse } from 'node:http'
import { createAuthority } from '../../../streams/drivers/apiserver/certificates.ts'
import { listen } from '../../../streams/drivers/apiserver/listener.ts'
import { readBody } from '../../../streams/drivers/apiserver/requestOf.ts'
import type { Send } from './patiently.ts'

/** A mutating webhook over TLS that adds the label `webhook: seen` to each Deployment, and can be stopped. */
export interface Webhook {
  readonly down: () => Promise<void>
  readonly up: () => Promise<void>
}

/** Replaces all labels, because a JSON patch cannot add one label where there are none. */
const patch = (labels: object | undefined): readonly object[] => [
  { op: 'add', path: '/metadata/labels', value: { ...labels, webhook: 'seen' } },
]

/** Registers the webhook with `failurePolicy: Fail`. */
export const startWebhook = async (send: Send): Promise<Webhook> => {
  const authority = await createAuthority(Date.now())
  const review = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { request } = JSON.parse(String(await readBody(incoming)))
    const answer = {
      apiVersion: 'admission.k8s.io/v1',
      kind: 'AdmissionReview',
      response: {
        uid: request.uid,
        allowed: true,
        patchType: 'JSONPatch',
        patch: Buffer.from(JSON.stringify(patch(request.object.metadata.labels))).toString('base64'),
      },
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
  }
  const identity = await authority.server()
  const options = { host: '127.0.0.1', port: 0, ca: authority.ca, identity }
  const listener = await listen(options, (incoming, response) => {
    review(incoming, response).catch(() => response.destroy())
  })
  await send('POST', '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations', {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'MutatingWebhookConfiguration',
    metadata: { name: 'labels' },
    webhooks: [
      {
        name: 'labels.example.com',
        admissionReviewVersions: ['v1'],
        sideEffects: 'None',
        failurePolicy: 'Fail',
        timeoutSeconds: 2,
        clientConfig: {
          url: `https://127.0.0.1:${listener.port}/`,
          caBundle: Buffer.from(authority.ca).toString('base64'),
        },
        rules: [
          { apiGroups: ['apps'], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['deployments'] },
        ],
      },
    ],
  })
  return { up: listener.up, down: listener.down }
}
