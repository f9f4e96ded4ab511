import type { Installation, InstallationChoice } from '../../lib/manifests/installation.ts'
import { webhookService } from '../../lib/manifests/webhooks.ts'
import { webhooks } from '../admission/webhooks.ts'
import { myApp } from '../controller.ts'
import { crdManifest, installed } from '../manifests.ts'

/** The program that ships with sluice, with its CRD and webhooks. */
export const installation = ({
  image = 'sluice:0.1.0',
  namespace = installed.namespace,
  ...given
}: Partial<Pick<Installation, 'image' | 'namespace' | InstallationChoice>> = {}): Installation => ({
  name: installed.name,
  namespace,
  image,
  ...given,
  controllers: [myApp],
  definitions: [crdManifest({ service: { ...webhookService({ name: installed.name, namespace }), path: '/convert' } })],
  webhooks,
})
