import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { certificateRules } from '../../../lib/certificates/rules.ts'
import type { CertificateTarget } from '../../../lib/certificates/targets.ts'
import { type Pod, startPod } from '../access/pod.ts'
import { type Administrator, administratorOf } from '../administrator.ts'
import { type ControlPlane, startControlPlane } from '../controlPlane/controlPlane.ts'
import { eventually } from '../eventually.ts'
import { authoritiesOf, type Replica, startReplica } from './replica.ts'

/**
 * Certificates that last seconds, under a constant load of admissions and
 * conversions by a real API server, with exactly the rights of `certificateRules`.
 */

const secret = { namespace: 'certificates', name: 'webhook-tls' }
const secretPath = `/api/v1/namespaces/${secret.namespace}/secrets/${secret.name}`
const targets: readonly CertificateTarget[] = [
  { kind: 'CustomResourceDefinition', name: 'widgets.example.com' },
  { kind: 'ValidatingWebhookConfiguration', name: 'widgets' },
  { kind: 'MutatingWebhookConfiguration', name: 'widgets' },
]
const lives = { authorityMs: 24_000, servingMs: 9_000, settleMs: 1_500 }
const configurations = '/apis/admissionregistration.k8s.io/v1'

let plane: ControlPlane
let administrator: Administrator
let pod: Pod
let replicas: readonly [Replica, Replica]

before(async () => {
  plane = await startControlPlane({ controllers: false })
  administrator = await administratorOf(plane.kubeconfigFile)
  const { ask } = administrator
  await ask('POST', '/api/v1/namespaces', { metadata: { name: secret.namespace } })
  pod = await startPod(administrator, { namespace: secret.namespace, name: 'sluice' })
  await grant()
  const access = { serviceAccountDirectory: pod.folder, env: pod.env }
  const start = (leads: boolean, handshakes: boolean) =>
    startReplica({ access, secret, targets, lives, leads, handshakes })
  replicas = await Promise.all([start(false, true), start(true, false)])
  await install(replicas.map(({ port }) => `https://127.0.0.1:${port}`))
})

after(async () => {
  await Promise.all(replicas.map(each => each.stop()))
  await pod.remove()
  await administrator.close()
  await plane.stop()
})

/** A ServiceAccount with the rights of `certificateRules` alone. */
const grant = async (): Promise<void> => {
  const { namespaced, cluster } = certificateRules({ secret, targets })
  const root = '/apis/rbac.authorization.k8s.io/v1'
  const within = `${root}/namespaces/${secret.namespace}`
  const apiGroup = 'rbac.authorization.k8s.io'
  const metadata = { name: 'certificates' }
  const subjects = [{ kind: 'ServiceAccount', namespace: secret.namespace, name: 'sluice' }]
  const roleRef = (kind: string) => ({ apiGroup, kind, name: metadata.name })
  const { ask } = administrator
  await ask('POST', `${within}/roles`, { metadata, rules: namespaced })
  await ask('POST', `${within}/rolebindings`, { metadata, subjects, roleRef: roleRef('Role') })
  await ask('POST', `${root}/clusterroles`, { metadata, rules: cluster })
  await ask('POST', `${root}/clusterrolebindings`, { metadata, subjects, roleRef: roleRef('ClusterRole') })
}

/** Each admission and each read of a v1beta1 widget asks one replica. Two configurations make the API server ask both. */
const install = async (urls: readonly string[]): Promise<void> => {
  const webhooks = urls.map((url, at) => ({
    name: `replica-${at}.example.com`,
    clientConfig: { url: `${url}/admit` },
    admissionReviewVersions: ['v1'],
    sideEffects: 'None',
    failurePolicy: 'Fail',
    timeoutSeconds: 10,
    rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] }],
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': secret.namespace } },
  }))
  const { ask, send } = administrator
  for (const kind of ['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration']) {
    await ask('POST', `${configurations}/${kind.toLowerCase()}s`, { kind, metadata: { name: 'widgets' }, webhooks })
  }
  const version = (name: string, storage: boolean) => ({
    name,
    storage,
    served: true,
    schema: { openAPIV3Schema: { type: 'object' } },
  })
  const webhook = { clientConfig: { url: `${urls[0]}/convert` }, conversionReviewVersions: ['v1'] }
  await ask('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', {
    metadata: { name: 'widgets.example.com' },
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { kind: 'Widget', listKind: 'WidgetList', plural: 'widgets', singular: 'widget' },
      versions: [version('v1', true), version('v1beta1', false)],
      conversion: { strategy: 'Webhook', webhook },
    },
  })
  await eventually('a widget is there', async () => {
    const body = { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'one' } }
    const { code } = await send('POST', `/apis/example.com/v1/namespaces/${secret.namespace}/widgets`, body)
    return code === 200 || code === 409
  })
  await eventually(
    'admissions and conversions succeed',
    async () => (await admit()).length + (await convert()).length === 0,
  )
}

/** The message of a review that failed; empty if it succeeded. */
const admit = async (): Promise<readonly string[]> => {
  const path = `/api/v1/namespaces/${secret.namespace}/configmaps?dryRun=All`
  const { code, text } = await administrator.send('POST', path, { metadata: { generateName: 'load-' } })
  return code === 200 ? [] : [text]
}
const convert = async (): Promise<readonly string[]> => {
  const path = `/apis/example.com/v1beta1/namespaces/${secret.namespace}/widgets/one`
  const { code, text } = await administrator.send('GET', path)
  return code === 200 ? [] : [text]
}

/** Sends reviews one after another until `during` settles. */
const underLoad = async (
  during: () => Promise<void>,
): Promise<{ readonly reviews: number; readonly failures: readonly string[] }> => {
  let going = true
  let reviews = 0
  const failures: string[] = []
  const user = async (review: () => Promise<readonly string[]>): Promise<void> => {
    while (going) {
      // A request without an answer was not reviewed.
      failures.push(...(await review().catch(() => [])))
      reviews += 1
      // The load and the servers share two processors.
      await wait(10)
    }
  }
  const users = [admit, admit, convert].map(user)
  await during().finally(() => {
    going = false
  })
  await Promise.all(users)
  return { reviews, failures }
}

test('under load, through successive certificates and leaders, no review fails', async t => {
  const [one, other] = replicas
  const { reviews, failures } = await underLoad(async () => {
    await eventually('two authorities', () => authoritiesOf(one) >= 2)
    other.leads.next(false)
    await wait(1000)
    one.leads.next(true)
    await eventually('four authorities', () => authoritiesOf(one) >= 4)
  })
  assert.deepEqual(failures.slice(0, 3), [])
  t.diagnostic(`${reviews} reviews, ${one.served.length} certificates of ${authoritiesOf(one)} authorities`)
  assert.ok(reviews > 500, `${reviews} reviews`)
  assert.ok(one.served.length >= 6 && other.served.length >= 6, `${one.served.length} certificates`)
})

test('under load, a Secret that is deleted is made anew by another authority, and no review fails', async () => {
  const [one] = replicas
  const { failures } = await underLoad(async () => {
    const before = authoritiesOf(one)
    await administrator.ask('DELETE', secretPath)
    await eventually('another authority', () => authoritiesOf(one) > before)
  })
  assert.deepEqual(failures.slice(0, 3), [])
})

test('a caBundle that a user empties is put right at once', async () => {
  const path = `${configurations}/validatingwebhookconfigurations/widgets`
  for (const round of [1, 2]) {
    const empty = [0, 1].map(at => ({ op: 'remove', path: `/webhooks/${at}/clientConfig/caBundle` }))
    await administrator.ask('PATCH', path, empty, 'application/json-patch+json')
    await eventually(`round ${round}`, async () => (await admit()).length === 0, 5_000)
  }
})

test('under load, an API server that is killed while certificates change trusts the webhooks again', async () => {
  const [one] = replicas
  const { failures } = await underLoad(async () => {
    const before = authoritiesOf(one)
    await plane.stopApiServer('SIGKILL')
    await plane.startApiServer()
    await eventually('another authority', () => authoritiesOf(one) > before)
    await eventually(
      'admissions and conversions succeed',
      async () => (await admit()).length + (await convert()).length === 0,
    )
  })
  assert.deepEqual(
    failures.filter(each => /unknown authority|signed by/.test(each)),
    [],
  )
})

test('no private key was logged', () => {
  const told = JSON.stringify(replicas.map(({ events }) => events))
  assert.ok(!told.includes('PRIVATE'))
})
