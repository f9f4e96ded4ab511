import { X509Certificate } from 'node:crypto'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { isLeft, right } from 'fp-ts/lib/Either.js'
import { BehaviorSubject, firstValueFrom, Subscription } from 'rxjs'
import type { Lives } from '../../../lib/certificates/lives.ts'
import type { CertificateTarget } from '../../../lib/certificates/targets.ts'
import type { ReviewHandler } from '../../../lib/reviews/webhooks.ts'
import { readBody } from '../../../streams/drivers/apiserver/requestOf.ts'
import type { CertificateEvent } from '../../../streams/drivers/certificates/certificateEvent.ts'
import { selfManagedCertificates } from '../../../streams/drivers/certificates/selfManagedCertificates.ts'
import { type ClusterOptions, openCluster } from '../../../streams/drivers/connection/openCluster.ts'
import type { ServerCertificate } from '../../../streams/drivers/serving/serverCertificate.ts'
import { serveWebhooks } from '../../../streams/drivers/serving/webhooks/serveWebhooks.ts'

/** One of several webhook servers that share and rotate their certificates. */
export interface Replica {
  readonly port: number
  readonly leads: BehaviorSubject<boolean>
  readonly served: readonly ServerCertificate[]
  readonly events: readonly CertificateEvent[]
  readonly stop: () => Promise<void>
}

export interface ReplicaOptions {
  readonly access: ClusterOptions
  readonly secret: { readonly namespace: string; readonly name: string }
  readonly targets: readonly CertificateTarget[]
  readonly lives: Partial<Lives>
  readonly leads: boolean
  /** True: each review opens a connection. False, as in production: connections are kept alive. */
  readonly handshakes: boolean
}

/** Resolves once the replica accepts connections. */
export const startReplica = async ({ access, leads, handshakes, ...options }: ReplicaOptions): Promise<Replica> => {
  const opened = await openCluster(access)
  if (isLeft(opened)) throw new Error(opened.left)
  const leading = new BehaviorSubject(leads)
  const [events, served]: [CertificateEvent[], ServerCertificate[]] = [[], []]
  const { certificate$ } = selfManagedCertificates(opened.right.sources, {
    ...options,
    hosts: ['127.0.0.1'],
    leading$: leading,
    observe: event => events.push(event),
  })
  const subscription = certificate$.subscribe(each => served.push(each))
  const { port, close } = await (handshakes ? serveOnce(certificate$) : serveKept(certificate$))
  return {
    port,
    leads: leading,
    served,
    events,
    stop: async () => {
      await close()
      subscription.unsubscribe()
      await opened.right.close()
    },
  }
}

/** The number of authorities that signed the served certificates, counted by authorityKeyIdentifier. */
export const authoritiesOf = ({ served }: Replica): number =>
  new Set(
    served.map(({ cert }) => {
      const { raw } = new X509Certificate(cert)
      const at = raw.indexOf(Buffer.from('0603551d23', 'hex'))
      return raw.subarray(at, at + 33).toString('hex')
    }),
  ).size

type Certificates$ = ReturnType<typeof selfManagedCertificates>['certificate$']
type Served = { readonly port: number; readonly close: () => Promise<void> }

const handlers: Readonly<Record<string, ReviewHandler>> = {
  '/admit': review => {
    const { request, ...rest } = Object(review)
    return right({ review: { ...rest, response: { uid: request.uid, allowed: true } } })
  },
  '/convert': review => {
    const { request, ...rest } = Object(review)
    const { uid, desiredAPIVersion: apiVersion, objects } = request
    const convertedObjects = [...objects].map(object => ({ ...Object(object), apiVersion }))
    return right({ review: { ...rest, response: { uid, result: { status: 'Success' }, convertedObjects } } })
  },
}

const serveKept = (certificate$: Certificates$): Promise<Served> =>
  serveWebhooks({ host: '127.0.0.1', port: 0, certificate$, handlers })

const serveOnce = async (certificate$: Certificates$): Promise<Served> => {
  const first = await firstValueFrom(certificate$)
  const server = createServer({ ...first, minVersion: 'TLSv1.2' }, async (incoming, response) => {
    const review: unknown = JSON.parse(String(await readBody(incoming)))
    const answer = handlers[incoming.url?.split('?')[0] ?? '']?.(review)
    if (answer === undefined || isLeft(answer)) return void response.writeHead(400).end()
    response.writeHead(200, { 'content-type': 'application/json', connection: 'close' })
    response.end(JSON.stringify(answer.right.review))
  })
  const following = new Subscription()
  following.add(certificate$.subscribe(each => server.setSecureContext({ ...each, minVersion: 'TLSv1.2' })))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address: AddressInfo | string | null = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    port: address.port,
    close: async () => {
      following.unsubscribe()
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
