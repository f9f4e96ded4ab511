import {
  customResourceDefinition,
  type PrinterColumn,
  type WebhookClient,
} from '../lib/crdSchema/customResourceDefinition.ts'
import type { Manifest } from '../lib/kube/object.ts'
import { webhookService } from '../lib/manifests/webhooks.ts'
import { MyApp, MyAppSpec } from './myapp.ts'
import { MyAppStatus } from './myappStatus.ts'
import { nameRule } from './name.ts'
import { MyAppSpecV1beta1, MyAppV1beta1 } from './v1beta1.ts'

/** The defaults of an installation. */
export const installed = { name: 'sluice', namespace: 'sluice-system' } as const

/** The CRD of MyApp, from its codecs. `conversion`: the webhook that converts between its versions. Without it there is v1 alone. */
export const crdManifest = (
  conversion: WebhookClient | 'nobody' = { service: { ...webhookService(installed), path: '/convert' } },
): Manifest =>
  customResourceDefinition(MyApp, {
    ...common,
    spec: MyAppSpec,
    scale: { ...scale, specReplicasPath: '.spec.replicas' },
    columns: [
      { name: 'Image', type: 'string', jsonPath: '.spec.image' },
      { name: 'Replicas', type: 'integer', jsonPath: '.spec.replicas' },
      ...commonColumns,
    ],
    singular: 'myapp',
    shortNames: ['ma'],
    ...(conversion !== 'nobody' && { others: [v1beta1()], conversion }),
  })

const v1beta1 = () => ({
  ...common,
  version: MyAppV1beta1.version,
  deprecated: true,
  spec: MyAppSpecV1beta1,
  scale: { ...scale, specReplicasPath: '.spec.size' },
  columns: [
    { name: 'Repository', type: 'string', jsonPath: '.spec.image.repository' } as const,
    { name: 'Tag', type: 'string', jsonPath: '.spec.image.tag' } as const,
    { name: 'Size', type: 'integer', jsonPath: '.spec.size' } as const,
    ...commonColumns,
  ],
})

const common = {
  description: 'An application: pods of one image, with their configuration and the Service that leads to them.',
  status: MyAppStatus,
  rules: [nameRule],
}

const scale = { statusReplicasPath: '.status.replicas', labelSelectorPath: '.status.selector' }

const commonColumns: readonly PrinterColumn[] = [
  { name: 'Ready', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
  { name: 'Port', type: 'integer', jsonPath: '.spec.port', priority: 1 },
  { name: 'Reason', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].reason', priority: 1 },
  { name: 'Message', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].message', priority: 1 },
  { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
]
