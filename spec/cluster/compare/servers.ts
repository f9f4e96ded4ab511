import { Agent } from 'undici'
import { crdManifest } from '../../../crd/manifests.ts'
import { myAppVersions } from '../../../crd/versions.ts'
import type { WebhookClient } from '../../../lib/crdSchema/customResourceDefinition.ts'
import { startCluster } from '../../../streams/drivers/apiserver/index.ts'
import { startControlPlane } from '../controlPlane/controlPlane.ts'
import { startConversionWebhook } from '../versions/conversionWebhook.ts'
import { type Server, sendSequence } from './send.ts'
import { get, post } from './steps.ts'

/** The model and the real thing, both without controllers, so that nothing moves but by requests. */
export interface Servers {
  readonly embedded: Server
  readonly real: Server
  readonly stop: () => Promise<void>
}

/** The model is that of this minor, whichever one the other tests run on. */
const modelled = '1.36'

/** Starts both, with the CRD of MyApp. */
export const startServers = async (): Promise<Servers> => {
  const webhook = await startConversionWebhook()
  const [cluster, controlPlane] = await Promise.all([
    startCluster({ controllers: false, versions: [myAppVersions] }),
    startControlPlane({ controllers: false, minor: modelled }),
  ])
  const embedded = connect(cluster)
  const real = connect(controlPlane)
  const stop = async () => {
    await Promise.all([embedded.dispatcher.destroy(), real.dispatcher.destroy()])
    await Promise.all([cluster.stop(), controlPlane.stop()])
    await webhook.down()
  }
  try {
    const preparation = preparationWith(webhook.client)
    await Promise.all([embedded, real].map(server => sendSequence(server, preparation, 'preparation')))
  } catch (error) {
    await stop()
    throw error
  }
  return { embedded, real, stop }
}

const connect = ({ url, ca, token }: { readonly url: string; readonly ca: string; readonly token: string }) => ({
  url,
  token,
  dispatcher: new Agent({ connect: { ca }, connections: 64, allowH2: false }),
})

/** The webhook is the real server's; the model converts by itself. */
const preparationWith = (webhook: WebhookClient) => ({
  name: 'the CRD of MyApp is installed',
  steps: [
    post('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', crdManifest(webhook)),
    get('/apis/example.com/v1/myapps', { repeatUntil: { code: 200 } }),
  ],
})
