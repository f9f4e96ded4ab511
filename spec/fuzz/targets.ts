import { webhooks } from '../../crd/admission/webhooks.ts'
import { myApp } from '../../crd/controller.ts'
import { MyApp } from '../../crd/myapp.ts'
import { myAppVersions } from '../../crd/versions.ts'
import { handle } from '../../lib/apiserver/handle.ts'
import { createCache } from '../../lib/cache/cache.ts'
import { isRecord } from '../../lib/json/fields.ts'
import { fingerprint } from '../../lib/json/fingerprint.ts'
import { canonicalQuantity } from '../../lib/kube/canonicalQuantity.ts'
import { parseDuration } from '../../lib/kube/duration.ts'
import { failureOfStatus } from '../../lib/kube/failureOfStatus.ts'
import { ConfigMap, Deployment } from '../../lib/kube/kinds.ts'
import { pathOf, type Resource } from '../../lib/kube/object.ts'
import { quantityOf } from '../../lib/kube/quantity.ts'
import { describePlan } from '../../lib/plan/effectWords.ts'
import { planFor } from '../../lib/plan/planFor.ts'
import { parseRecording } from '../../lib/recording/recording.ts'
import { redactSecrets } from '../../lib/recording/redactSecrets.ts'
import { faultyPlace } from '../../lib/retry/verbOnKind.ts'
import { shown } from '../../lib/text/shown.ts'
import { convert } from '../../lib/versions/convert.ts'
import { decodeKubeConfigFile } from '../../streams/drivers/connection/credentials/kubeConfigFile.ts'
import { arrival } from '../../streams/watching/arrival.ts'
import { readLine } from '../../streams/watching/line.ts'
import { settingsOf } from '../../streams/watching/options.ts'
import { withCrd } from '../streams/simulate/myApps.ts'
import type { Hostile } from './hostile.ts'

/** The functions that are given what strangers wrote, each with an input of its kind. None may throw. */
export const targets: Readonly<Record<string, (given: Hostile) => void>> = {
  'a line of a watch': ({ garbled, mutated, pick }) => {
    const resource: Resource = pick([MyApp, Deployment, ConfigMap])
    const text = JSON.stringify(
      mutated({ type: pick(['ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK', 'ERROR']), object: app }),
    )
    readLine({ resource, settings: settingsOf(feedOf(resource)) }, pick([text, garbled(text)]))
  },
  'a plan of what was seen': ({ mutated, pick }) => {
    const cache = createCache(myApp)
    for (const { resource, role, store, keep, claimOf, statusOf } of cache.feeds) {
      const seen = arrival(resource, mutated(role === 'watched' ? app : child(resource)), { keep, claimOf, statusOf })
      const objects = seen._tag === 'Undecodable' ? [] : [seen]
      store.take({ _tag: 'Listed', resourceVersion: '9', objects })
    }
    for (const key of [...cache.keys(), 'demo/web'])
      describePlan(planFor(myApp, cache, key, { nowMs: pick([0, 1e12]), freezes: pick([true, false]) }))
  },
  'a review by a webhook': ({ json, mutated, pick }) => {
    const { review } = pick(webhooks)
    review(pick([json(), mutated(admissionReview), mutated(conversionReview)]))
  },
  'a conversion': ({ json, mutated, pick }) => {
    const object = mutated(app)
    if (isRecord(object))
      convert(myAppVersions, object, pick(['example.com/v1', 'example.com/v1beta1', JSON.stringify(json())]))
  },
  'a request to the embedded server': ({ garbled, json, mutated, pick }) => {
    const resource = pick<Resource>([MyApp, Deployment, ConfigMap])
    const path = pathOf(resource, 'default', pick([undefined, 'web']))
    handle(
      withCrd,
      {
        method: pick(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
        path: pick([path, `${path}/status`, garbled(path)]),
        query: pick([
          {},
          { labelSelector: JSON.stringify(json()), fieldSelector: JSON.stringify(json()) },
          { dryRun: 'All' },
        ]),
        body: pick([json(), mutated(pick([app, child(resource)]))]),
        contentType: pick(contentTypes),
        user: { name: 'admin', groups: ['system:masters'] },
      },
      0,
    )
  },
  'a failure of the API server': ({ json, mutated, garbled, pick }) => {
    const message = pick([JSON.stringify(json()), garbled(forbidden)])
    const failure = failureOfStatus(mutated({ kind: 'Status', message, details: { retryAfterSeconds: 1 } }), {
      ...{ code: pick([0, 403, 404, 422, 429, 500]), reason: 'R', message },
    })
    faultyPlace({ verb: 'create', resource: Deployment, namespace: 'demo' }, failure)
  },
  'a recording': ({ garbled, json, pick }) => {
    parseRecording(pick([garbled(recording), `${recording}\n${JSON.stringify(json())}`]))
  },
  'a kubeconfig': ({ json, mutated, pick }) => {
    decodeKubeConfigFile(pick([json(), mutated(kubeconfig)]))
  },
  'a text': ({ garbled, json, mutated }) => {
    const any = json()
    const text = garbled(JSON.stringify(any))
    shown(text)
    canonicalQuantity(text)
    quantityOf(any)
    parseDuration(text)
    fingerprint(any)
    redactSecrets(mutated({ kind: 'Secret', metadata: {}, data: { a: 'b' } }))
  },
}

const metadata = {
  name: 'web',
  namespace: 'demo',
  uid: 'u1',
  resourceVersion: '5',
  generation: 2,
  labels: { a: 'b' },
  annotations: { 'sluice.dev/applied': 'f00', 'sluice.dev/allow-deletes-until': 'soon' },
  finalizers: ['example.com/finalizer'],
  managedFields: [
    {
      ...{ manager: 'sluice/myapp', operation: 'Apply', apiVersion: 'apps/v1', fieldsType: 'FieldsV1' },
      fieldsV1: {
        'f:metadata': { 'f:labels': { 'f:a': {} } },
        'f:spec': { 'f:containers': { 'k:{"name":"app"}': { '.': {} } } },
      },
    },
  ],
}
const app = {
  apiVersion: 'example.com/v1',
  kind: 'MyApp',
  metadata,
  spec: {
    ...{ image: 'web:1', replicas: 2, port: 80, env: { A: '1' }, config: { 'a.txt': 'x' } },
    resources: { limits: { cpu: '500m', memory: '1Gi' } },
  },
  status: {
    conditions: [
      { type: 'Ready', status: 'True', reason: 'R', message: 'm', lastTransitionTime: '2026-01-01T00:00:00Z' },
    ],
  },
}
const child = ({ group, version, kind }: Resource) => ({
  apiVersion: group === '' ? version : `${group}/${version}`,
  kind,
  metadata: {
    ...metadata,
    ownerReferences: [{ apiVersion: 'example.com/v1', kind: 'MyApp', name: 'web', uid: 'u1', controller: true }],
  },
  spec: { replicas: 1, template: { spec: { containers: [{ name: 'app', image: 'web:1' }] } } },
  data: { a: 'b' },
})
const admissionReview = {
  apiVersion: 'admission.k8s.io/v1',
  kind: 'AdmissionReview',
  request: {
    uid: 'r1',
    kind: { group: 'example.com', version: 'v1', kind: 'MyApp' },
    resource: { group: 'example.com', version: 'v1', resource: 'myapps' },
    operation: 'UPDATE',
    userInfo: { username: 'me', groups: ['system:masters'] },
    object: app,
    oldObject: app,
  },
}
const conversionReview = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'ConversionReview',
  request: { uid: 'r1', desiredAPIVersion: 'example.com/v1beta1', objects: [app] },
}
const contentTypes = [
  'application/json',
  'application/merge-patch+json',
  'application/json-patch+json',
  'application/strategic-merge-patch+json',
  'application/apply-patch+yaml',
]
const forbidden =
  'deployments.apps "web" is forbidden: User "system:serviceaccount:a:b" cannot create resource "deployments" in API group "apps" in the namespace "demo"'
const recording = [
  { sluice: 'recording', version: 1, controller: 'myapp', startMs: 0, seed: 1, options: {}, calls: [] },
  { at: 1, call: 0, port: 'list', of: 'MyApp', next: { resourceVersion: '1', items: [app] } },
  { at: 2, tick: 0 },
]
  .map(line => JSON.stringify(line))
  .join('\n')
const kubeconfig = {
  clusters: [{ name: 'c', cluster: { server: 'https://x', 'certificate-authority-data': 'eA==' } }],
  users: [{ name: 'u', user: { token: 't', exec: { command: 'x', env: [{ name: 'A', value: 'b' }] } } }],
  contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
  'current-context': 'c',
}
const { feeds } = createCache(myApp)
const feedOf = (resource: Resource) => {
  const { keep, claimOf, statusOf } = feeds.find(feed => feed.resource.kind === resource.kind) ?? {}
  return { ...(keep && { keep }), claimOf, statusOf }
}
