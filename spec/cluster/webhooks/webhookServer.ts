import { BehaviorSubject } from 'rxjs'
import { webhooks } from '../../../crd/admission/webhooks.ts'
import { crdManifest } from '../../../crd/manifests.ts'
import type { Manifest } from '../../../lib/kube/object.ts'
import { admissionConfigurations } from '../../../lib/reviews/configurations.ts'
import { handlersOf } from '../../../lib/reviews/webhooks.ts'
import { createAuthority } from '../../../streams/drivers/apiserver/certificates.ts'
import type { ServerCertificate } from '../../../streams/drivers/serving/serverCertificate.ts'
import type { Told } from '../../../streams/drivers/serving/webhooks/answering.ts'
import { serveWebhooks, type WebhookServer } from '../../../streams/drivers/serving/webhooks/serveWebhooks.ts'

/** The webhooks of MyApp as the program serves them; they can be stopped. */
export interface ServedWebhooks {
  /** The CRD, converted by them. */
  readonly crd: Manifest
  /** What registers them for admission, as it is printed. */
  readonly configurations: readonly Manifest[]
  /** The requests so far and their answers. */
  readonly told: readonly Told[]
  readonly down: () => Promise<void>
  readonly up: () => Promise<void>
  /** A new certificate of the same authority, for new connections. */
  readonly rotate: () => Promise<void>
}

export const startWebhooks = async (): Promise<ServedWebhooks> => {
  const authority = await createAuthority(Date.now())
  const issued = async (): Promise<ServerCertificate> => {
    const { certificate, key } = await authority.server()
    return { cert: certificate, key }
  }
  const certificate$ = new BehaviorSubject(await issued())
  const told: Told[] = []
  const handlers = handlersOf(webhooks)
  const serve = (port: number) =>
    serveWebhooks({ host: '127.0.0.1', port, certificate$, handlers, observe: each => told.push(each) })
  const first = await serve(0)
  let server: WebhookServer | undefined = first
  const address = { url: `https://127.0.0.1:${first.port}`, caBundle: Buffer.from(authority.ca).toString('base64') }
  return {
    crd: crdManifest({ url: `${address.url}/convert`, caBundle: address.caBundle }),
    configurations: admissionConfigurations('sluice', webhooks, address),
    told,
    down: async () => {
      const closing = server
      server = undefined
      await closing?.close()
    },
    up: async () => {
      server ??= await serve(first.port)
    },
    rotate: async () => certificate$.next(await issued()),
  }
}
