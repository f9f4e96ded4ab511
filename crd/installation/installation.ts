import type { Installation } from '../../lib/manifests/installation.ts'
import { webhookService } from '../../lib/manifests/webhooks.ts'
import { webhooks } from '../admission/webhooks.ts'
import { myApp } from '../controller.ts'
import { crdManifest, installed } from '../manifests.ts'

/** The program that ships with sluice, with its CRD and webhooks. */
export const installation = ({
  image = 'sluice:0.1.0',
  namespace = installed.namespace,
  metricsSecure = false,
}: Partial<Pick<Installation, 'image' | 'namespace' | 'metricsSecure'>> = {}): Installation => ({
  name: installed.name,
  namespace,
  image,
  metricsSecure,
  controllers: [myApp],
  definitions: [crdManifest({ service: { ...webhookService({ name: installed.name, namespace }), path: '/convert' } })],
  webhooks,
})
