import { Agent } from 'undici'
import { crdManifest } from '../../../crd/manifests.ts'
import { myAppVersions } from '../../../crd/versions.ts'
import type { WebhookClient } from '../../../lib/crdSchema/customResourceDefinition.ts'
import { startCluster } from '../../../streams/drivers/apiserver/index.ts'
import { startControlPlane } from '../controlPlane/controlPlane.ts'
import { modelledMinor } from '../controlPlane/versions.ts'
import { startConversionWebhook } from '../versions/conversionWebhook.ts'
import { type Server, sendSequence } from './send.ts'
import { get, post } from './steps.ts'

/** The embedded server and a real one, both without controllers, so that only requests change objects. */
export interface Servers {
  readonly embedded: Server
  readonly real: Server
  readonly stop: () => Promise<void>
}

/** Starts both servers and installs the CRD of MyApp. */
export const startServers = async (): Promise<Servers> => {
  const webhook = await startConversionWebhook()
  const [embedded, real] = await Promise.all([
    startEmbedded(webhook.client),
    startControlPlane({ controllers: false, minor: modelledMinor }).then(plane => prepared(plane, webhook.client)),
  ])
  const stop = async () => {
    await Promise.all([embedded.stop(), real.stop()])
    await webhook.down()
  }
  return { embedded: embedded.server, real: real.server, stop }
}

interface Started {
  readonly server: Server
  readonly stop: () => Promise<void>
}

/** The embedded server alone, with the CRD of MyApp. `webhook`: where a real server would have it converted. */
export const startEmbedded = async (webhook: WebhookClient): Promise<Started> =>
  prepared(await startCluster({ controllers: false, versions: [myAppVersions] }), webhook)

interface Cluster {
  readonly url: string
  readonly ca: string
  readonly token: string
  readonly stop: () => Promise<void>
}

const prepared = async (cluster: Cluster, webhook: WebhookClient): Promise<Started> => {
  const server = connect(cluster)
  const stop = async () => {
    await server.dispatcher.destroy()
    await cluster.stop()
  }
  try {
    await sendSequence(server, preparationWith(webhook), 'preparation')
  } catch (error) {
    await stop()
    throw error
  }
  return { server, stop }
}

const connect = ({ url, ca, token }: Cluster) => ({
  url,
  token,
  dispatcher: new Agent({ connect: { ca }, connections: 64, allowH2: false }),
})

/** The real server calls the webhook; the embedded server converts by itself. */
const preparationWith = (webhook: WebhookClient) => ({
  name: 'the CRD of MyApp is installed',
  steps: [
    post('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', crdManifest(webhook)),
    get('/apis/example.com/v1/myapps', { repeatUntil: { code: 200 } }),
  ],
})
