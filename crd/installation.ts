import type { Installation } from '../lib/manifests/installation.ts'
import { myApp } from './controller.ts'
import { crdManifest, webhookService } from './manifests.ts'
import { webhooks } from './webhooks.ts'

/** The program that ships with sluice, with its CRD and webhooks. */
export const installation = ({
  image = 'sluice:0.1.0',
  namespace = webhookService.namespace,
  metricsSecure = false,
}: Partial<Pick<Installation, 'image' | 'namespace' | 'metricsSecure'>> = {}): Installation => ({
  name: 'sluice',
  namespace,
  image,
  metricsSecure,
  controllers: [myApp],
  definitions: [crdManifest({ service: { ...webhookService, namespace, path: '/convert' } })],
  webhooks,
})
