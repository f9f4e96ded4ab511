import { X509Certificate } from 'node:crypto'
import { setImmediate as turnOfLoop } from 'node:timers/promises'
import { BehaviorSubject, type Subscription } from 'rxjs'
import { emptyCluster } from '../../../../lib/apiserver/store/state.ts'
import type { ApiRequest } from '../../../../lib/apiserver/wire/request.ts'
import type { Lives } from '../../../../lib/certificates/lives.ts'
import { type CertificateTarget, placesIn, targetResources } from '../../../../lib/certificates/targets.ts'
import { isRecord } from '../../../../lib/json/fields.ts'
import { KubeObject, pathOf } from '../../../../lib/kube/object.ts'
import type { CertificateEvent } from '../../../../streams/drivers/certificates/certificateEvent.ts'
import { selfManagedCertificates } from '../../../../streams/drivers/certificates/selfManagedCertificates.ts'
import { type Issuing, issuing } from '../../../../streams/drivers/certificates/writeSecret.ts'
import type { Certificates, ServerCertificate } from '../../../../streams/drivers/serving/serverCertificate.ts'
import type { Sources } from '../../../../streams/ports/sources.ts'
import { modelSources } from '../../../../streams/simulate/modelSources.ts'
import { virtualClock } from '../../../../streams/simulate/virtualClock.ts'

/** Replicas of a server and an API server in memory, on a clock that waits for the making of keys. */

export const minute = 60_000
export const hour = 60 * minute

export const secret = { namespace: 'demo', name: 'webhook-tls' }
export const secretPath = `/api/v1/namespaces/${secret.namespace}/secrets/${secret.name}`
export const hosts = ['webhook.demo.svc', 'webhook.demo.svc.cluster.local']
export const targets: readonly CertificateTarget[] = [
  { kind: 'CustomResourceDefinition', name: 'widgets.example.com' },
  { kind: 'ValidatingWebhookConfiguration', name: 'widgets' },
  { kind: 'MutatingWebhookConfiguration', name: 'widgets' },
]
export const shortLives: Lives = { authorityMs: 6 * hour, servingMs: 2 * hour, skewMs: 5 * minute, settleMs: minute }

const clientConfig = { service: { namespace: 'demo', name: 'webhook', path: '/convert' } }
const webhook = (name: string) => ({
  name,
  clientConfig,
  admissionReviewVersions: ['v1'],
  sideEffects: 'None',
  rules: [{ apiGroups: ['example.com'], apiVersions: ['v1'], operations: ['CREATE'], resources: ['widgets'] }],
})

/** What `kubectl apply` would install. */
export const manifestOf = ({ kind, name }: CertificateTarget): object => {
  const metadata = { name }
  if (kind !== 'CustomResourceDefinition') {
    const webhooks = [webhook('one.example.com'), webhook('two.example.com')]
    return { apiVersion: 'admissionregistration.k8s.io/v1', kind, metadata, webhooks }
  }
  const version = (name: string, storage: boolean) => ({
    name,
    storage,
    served: true,
    schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
  })
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind,
    metadata,
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { kind: 'Widget', listKind: 'WidgetList', plural: 'widgets', singular: 'widget' },
      versions: [version('v1', true), version('v1beta1', false)],
      conversion: { strategy: 'Webhook', webhook: { clientConfig, conversionReviewVersions: ['v1'] } },
    },
  }
}

export interface Replica {
  /** All that it has served, the present one last. */
  readonly served: readonly ServerCertificate[]
  readonly events: readonly CertificateEvent[]
  readonly leads: BehaviorSubject<boolean>
  readonly certificates: Certificates
  readonly notAfter: () => number | undefined
  readonly stop: () => void
}

export interface CertificateWorld {
  readonly nowMs: () => number
  /** Any request of a person; a refusal throws. */
  readonly send: (request: Pick<ApiRequest, 'method' | 'path'> & Partial<ApiRequest>) => KubeObject
  readonly start: (leads: boolean, options?: StartOptions) => Replica
  readonly replicas: () => readonly Replica[]
  readonly pass: (ms: number) => Promise<void>
  readonly secret: () => KubeObject | undefined
  readonly bundles: () => readonly Bundle[]
  readonly writes: () => number
  /** That are still alive. */
  readonly timers: () => number
}

export interface StartOptions {
  readonly lives?: Partial<Lives>
  readonly targets?: readonly CertificateTarget[]
  readonly hosts?: readonly string[]
  /** Between it and the API server. */
  readonly through?: (sources: Omit<Sources, 'leading$'>) => Omit<Sources, 'leading$'>
}

export interface Bundle {
  readonly target: string
  readonly authorities: readonly X509Certificate[]
}

/** `watch` is asked after each change of what is served or trusted, and every minute. */
export const startCertificateWorld = (
  installed = targets,
  watch: (world: CertificateWorld) => void = () => {},
): CertificateWorld => {
  const clock = virtualClock(Date.UTC(2026, 0, 1))
  const model = modelSources(emptyCluster({ nowMs: clock.now(), seed: 1 }), { scheduler: clock })
  let making = 0
  let changes = 0
  let watched = ''
  const counted = async <T>(made: Promise<T>): Promise<T> => {
    making += 1
    try {
      return await made
    } finally {
      making -= 1
    }
  }
  const counting: Issuing = {
    authority: request => counted(issuing.authority(request)),
    certificate: (authority, request) => counted(issuing.certificate(authority, request)),
  }
  const replicas = new Set<Replica>()

  const send: CertificateWorld['send'] = request => {
    const contentType = request.method === 'PATCH' ? 'application/merge-patch+json' : 'application/json'
    const response = model.send({ contentType, ...request })
    if (response._tag !== 'Body' || response.code >= 300) throw new Error(JSON.stringify(response))
    const copy: unknown = JSON.parse(JSON.stringify(response.body))
    if (KubeObject.is(copy)) return copy
    return { apiVersion: 'v1', kind: 'Status', metadata: { name: '', uid: '', resourceVersion: '' } }
  }

  const read = (path: string): KubeObject | undefined => {
    const response = model.send({ method: 'GET', path })
    const copy: unknown = response._tag === 'Body' ? JSON.parse(JSON.stringify(response.body)) : undefined
    return KubeObject.is(copy) ? copy : undefined
  }

  send({ method: 'POST', path: '/api/v1/namespaces', body: { metadata: { name: secret.namespace } } })
  for (const target of installed) {
    send({ method: 'POST', path: pathOf(targetResources[target.kind]), body: manifestOf(target) })
  }

  const world: CertificateWorld = {
    nowMs: () => clock.now(),
    send,
    start: (leads, { through = unchanged, ...options } = {}) => {
      const leading = new BehaviorSubject(leads)
      const events: CertificateEvent[] = []
      const served: ServerCertificate[] = []
      const certificates = selfManagedCertificates(through(model.sources), {
        secret,
        hosts,
        targets,
        lives: shortLives,
        ...options,
        leading$: leading,
        observe: event => events.push(event),
        issuing: counting,
      })
      const subscription: Subscription = certificates.certificate$.subscribe(each => {
        changes += served.push(each)
      })
      const replica: Replica = {
        served,
        events,
        leads: leading,
        certificates,
        notAfter: certificates.notAfter,
        stop: () => {
          subscription.unsubscribe()
          replicas.delete(replica)
        },
      }
      replicas.add(replica)
      return replica
    },
    replicas: () => [...replicas],
    pass: async ms => {
      const untilMs = clock.now() + ms
      await made()
      while (clock.step(untilMs)) {
        const now = `${Math.floor(clock.now() / minute)} ${changes} ${model.state().resourceVersion}`
        if (now !== watched) watch(world)
        watched = now
        await made()
      }
      clock.advance(untilMs - clock.now())
    },
    secret: () => read(secretPath),
    bundles: () =>
      installed.flatMap(target => {
        const object = read(pathOf(targetResources[target.kind], undefined, target.name))
        if (object === undefined) return []
        return placesIn(object).map(({ caBundle }) => ({ target: target.kind, authorities: certificatesOf(caBundle) }))
      }),
    timers: clock.pending,
    writes: () => model.requests.filter(({ port }) => port === 'write').length,
  }
  /** Nothing happens while keys are made. */
  const made = async (): Promise<void> => {
    while (making > 0) {
      await turnOfLoop()
      if (making === 0) await turnOfLoop()
    }
  }
  return world
}

export const dataOf = (object: KubeObject | undefined, key: string): string => {
  const data = object !== undefined && 'data' in object && isRecord(object.data) ? object.data : {}
  return Buffer.from(String(data[key] ?? ''), 'base64').toString()
}

export const certificatesOf = (base64: string): readonly X509Certificate[] =>
  (
    Buffer.from(base64, 'base64')
      .toString()
      .match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
  ).map(pem => new X509Certificate(pem))

/** Why a client that trusts these would refuse the certificate; `undefined`: it would not. */
export const refusal = (
  { cert }: ServerCertificate,
  authorities: readonly X509Certificate[],
  nowMs: number,
): string | undefined => {
  const certificate = new X509Certificate(cert)
  const valid = (each: X509Certificate) => each.validFromDate.getTime() <= nowMs && nowMs < each.validToDate.getTime()
  if (!valid(certificate)) return `valid from ${certificate.validFrom} to ${certificate.validTo}`
  const issuer = authorities.find(each => certificate.checkIssued(each) && certificate.verify(each.publicKey))
  if (issuer === undefined) return 'of an unknown authority'
  return valid(issuer) ? undefined : 'its authority has expired'
}

const unchanged = (sources: Omit<Sources, 'leading$'>): Omit<Sources, 'leading$'> => sources
