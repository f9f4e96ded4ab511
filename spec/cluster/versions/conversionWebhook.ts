import type { IncomingMessage, ServerResponse } from 'node:http'
import { isLeft } from 'fp-ts/lib/Either.js'
import { myAppVersions } from '../../../crd/versions.ts'
import { reviewConversion } from '../../../lib/conversion.ts'
import type { WebhookClient } from '../../../lib/schema/customResourceDefinition.ts'
import { createAuthority } from '../../../streams/drivers/serveCluster/certificates.ts'
import { listen } from '../../../streams/drivers/serveCluster/listener.ts'
import { readBody } from '../../../streams/drivers/serveCluster/requestOf.ts'

/** The conversion of MyApps over TLS, which may be away. */
export interface ConversionWebhook {
  /** How an API server of this machine finds it. */
  readonly client: WebhookClient
  readonly down: () => Promise<void>
  readonly up: () => Promise<void>
}

export const startConversionWebhook = async (): Promise<ConversionWebhook> => {
  const authority = await createAuthority(Date.now())
  const convert = reviewConversion(myAppVersions)
  const review = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const answer = convert(JSON.parse(String(await readBody(incoming))))
    if (isLeft(answer)) return void response.writeHead(400).end(answer.left)
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer.right.review))
  }
  const identity = await authority.server()
  const options = { host: '127.0.0.1', port: 0, ca: authority.ca, identity }
  const listener = await listen(options, (incoming, response) => {
    review(incoming, response).catch(() => response.destroy())
  })
  return {
    client: {
      url: `https://127.0.0.1:${listener.port}/convert`,
      caBundle: Buffer.from(authority.ca).toString('base64'),
    },
    up: listener.up,
    down: listener.down,
  }
}
