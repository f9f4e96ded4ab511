import { BehaviorSubject } from 'rxjs'
import { crdManifest } from '../../../crd/manifests.ts'
import { webhooks } from '../../../crd/webhooks.ts'
import { admissionConfigurations } from '../../../lib/admission/configurations.ts'
import type { Manifest } from '../../../lib/object.ts'
import { handlersOf } from '../../../lib/webhooks.ts'
import type { Told } from '../../../streams/drivers/serve/answering.ts'
import type { Certificate } from '../../../streams/drivers/serve/httpsServer.ts'
import { serveWebhooks, type WebhookServer } from '../../../streams/drivers/serve/serveWebhooks.ts'
import { createAuthority } from '../../../streams/drivers/serveCluster/certificates.ts'
import { type Result, runKubectl } from '../../kubectl/kubectl.ts'
import { type ControlPlane, startControlPlane } from '../controlPlane/controlPlane.ts'
import { installCrd } from '../faults/world.ts'

/** A real API server that asks the webhooks of MyApp, and nobody who acts on MyApps. */
export interface World {
  readonly plane: ControlPlane
  /** `args` in words; `object` becomes standard input. */
  readonly kubectl: (args: string, object?: object) => Promise<Result>
  /** What was asked so far, and how it was answered. */
  readonly told: Told[]
  readonly down: () => Promise<void>
  readonly up: () => Promise<void>
  /** A new certificate of the same authority, for new connections. */
  readonly rotate: () => Promise<void>
  /** The configurations as they are printed, for this server. */
  readonly configurations: readonly Manifest[]
  /** Waits until the API server asks by them. */
  readonly register: () => Promise<void>
  readonly stop: () => Promise<void>
}

export const startWorld = async (): Promise<World> => {
  const authority = await createAuthority(Date.now())
  const issued = async (): Promise<Certificate> => {
    const { certificate, key } = await authority.server()
    return { cert: certificate, key }
  }
  const certificate$ = new BehaviorSubject(await issued())
  const told: Told[] = []
  const serve = (port: number) =>
    serveWebhooks({
      host: '127.0.0.1',
      port,
      certificate$,
      handlers: handlersOf(webhooks),
      observe: each => told.push(each),
    })
  const first = await serve(0)
  const { port } = first
  let server: WebhookServer | undefined = first
  const down = async () => {
    const closing = server
    server = undefined
    await closing?.close()
  }
  const address = { url: `https://127.0.0.1:${port}`, caBundle: Buffer.from(authority.ca).toString('base64') }
  const crd = crdManifest({ url: `${address.url}/convert`, caBundle: address.caBundle })
  const plane = await startControlPlane({ controllers: false, prepare: client => installCrd(client, crd) })
  const kubectl: World['kubectl'] = (args, object) =>
    runKubectl(plane.kubeconfigFile, args.split(' '), object === undefined ? {} : { stdin: JSON.stringify(object) })
  const configurations = admissionConfigurations('sluice', webhooks, address)
  return {
    plane,
    kubectl,
    told,
    down,
    up: async () => {
      server ??= await serve(port)
    },
    rotate: async () => certificate$.next(await issued()),
    configurations,
    register: async () => {
      const list = { apiVersion: 'v1', kind: 'List', items: configurations }
      const { code, stderr } = await kubectl('apply --server-side --validate=strict --warnings-as-errors -f -', list)
      if (code !== 0) throw new Error(stderr)
    },
    stop: async () => {
      await plane.stop()
      await down()
    },
  }
}

export const myApp = (name: string, spec: object, metadata: object = {}, version = 'v1') => ({
  apiVersion: `example.com/${version}`,
  kind: 'MyApp',
  metadata: { name, namespace: 'default', ...metadata },
  spec,
})
