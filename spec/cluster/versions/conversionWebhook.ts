import { of } from 'rxjs'
import { myAppVersions } from '../../../crd/versions.ts'
import type { WebhookClient } from '../../../lib/crdSchema/customResourceDefinition.ts'
import { reviewConversion } from '../../../lib/reviews/conversion.ts'
import { createAuthority } from '../../../streams/drivers/apiserver/certificates.ts'
import { serveWebhooks } from '../../../streams/drivers/serving/webhooks/serveWebhooks.ts'

/** The conversion webhook of MyApp over TLS, as the controller serves it; it can be stopped. */
export interface ConversionWebhook {
  /** The client configuration for an API server on this machine. */
  readonly client: WebhookClient
  readonly down: () => Promise<void>
  readonly up: () => Promise<void>
}

export const startConversionWebhook = async (): Promise<ConversionWebhook> => {
  const authority = await createAuthority(Date.now())
  const { certificate, key } = await authority.server()
  const certificate$ = of({ cert: certificate, key })
  const handlers = { '/convert': reviewConversion(myAppVersions) }
  const serve = (port: number) => serveWebhooks({ host: '127.0.0.1', port, certificate$, handlers })
  const first = await serve(0)
  const { port } = first
  let server: typeof first | undefined = first
  return {
    client: {
      url: `https://127.0.0.1:${port}/convert`,
      caBundle: Buffer.from(authority.ca).toString('base64'),
    },
    up: async () => {
      server ??= await serve(port)
    },
    down: async () => {
      const closing = server
      server = undefined
      await closing?.close()
    },
  }
}
