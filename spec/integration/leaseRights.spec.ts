import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, test } from 'node:test'
import { isLeft } from 'fp-ts/lib/Either.js'
import { filter, firstValueFrom, timeout } from 'rxjs'
import { describeMissingRule } from '../../lib/controller/forbidden.ts'
import { Lease, leaseRules } from '../../lib/election/lease.ts'
import { apiVersionOf, pathOf } from '../../lib/kube/object.ts'
import { openCluster } from '../../streams/drivers/connection/openCluster.ts'
import { type Leadership, lease } from '../../streams/drivers/leading/lease.ts'
import { startPod } from '../cluster/access/pod.ts'
import { rolePath } from '../cluster/access/rolePath.ts'
import { type Administrator, administratorOf } from '../cluster/administrator.ts'
import { ofSpecs } from '../cluster/cleanedUp.ts'
import { plainCluster } from '../cluster/plainCluster.ts'
import type { RealCluster } from '../cluster/realCluster.ts'

/** Leader election with the rights of `leaseRules` and no other, and without each of them. */

const namespace = `sluice-${randomBytes(4).toString('hex')}`
const limit = { timeout: 60_000 }

let cluster: RealCluster
let administrator: Administrator
const ends: (() => Promise<unknown>)[] = []

before(async () => {
  cluster = await plainCluster()
  administrator = await administratorOf(cluster.kubeconfigFile)
  await administrator.ask('POST', '/api/v1/namespaces', { metadata: { name: namespace, labels: ofSpecs } })
})
after(async () => {
  await Promise.all(ends.map(end => end()))
  await administrator.ask('DELETE', `/api/v1/namespaces/${namespace}`)
  await administrator.close()
  await cluster.stop()
})

/** A candidate for the Lease `name`, with a ServiceAccount of that name that has all rights but this one. */
const candidate = async (name: string, missing?: string): Promise<Leadership> => {
  const { ask } = administrator
  const pod = await startPod(administrator, { namespace, name })
  const rules = leaseRules(name).map(rule => ({ ...rule, verbs: rule.verbs.filter(verb => verb !== missing) }))
  const metadata = { namespace, name }
  const role = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata }
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name }
  const binding = { ...role, kind: 'RoleBinding', roleRef, subjects: [{ kind: 'ServiceAccount', namespace, name }] }
  await ask('POST', rolePath(role), { ...role, rules: rules.filter(({ verbs }) => verbs.length > 0) })
  await ask('POST', rolePath(binding), binding)
  const opened = await openCluster({ serviceAccountDirectory: pod.folder, env: pod.env })
  if (isLeft(opened)) throw new Error(opened.left)
  const sought = lease(opened.right, { name, retryPeriodMs: 200 })
  if (isLeft(sought)) throw new Error(sought.left)
  ends.push(async () => {
    await sought.right.release()
    await opened.right.close()
    await pod.remove()
  })
  return sought.right
}

const leads = ({ leading$ }: Leadership) =>
  firstValueFrom(
    leading$.pipe(
      filter(leading => leading),
      timeout(30_000),
    ),
  )

/** Waits for a log line: the API server may apply granted rights a moment later. */
const says = ({ status$ }: Leadership, name: string, verb: string) => {
  const right = {
    who: `ServiceAccount ${namespace}/${name}`,
    verb,
    resource: Lease.plural,
    group: Lease.group,
    namespace,
  }
  const line = describeMissingRule(right)
  return firstValueFrom(
    status$.pipe(
      filter(({ problem }) => problem === line),
      timeout(30_000),
    ),
  )
}

test('with all rights the Lease is created, held and released', limit, async () => {
  const sought = await candidate('all')
  await leads(sought)
  assert.equal(await sought.release(), true)
  const { spec } = await administrator.ask('GET', pathOf(Lease, namespace, 'all'))
  assert.equal(Object(spec).holderIdentity, '')
})

for (const verb of ['get', 'create'])
  test(`without ${verb} there is no leader, and the right is named`, limit, async () => {
    const sought = await candidate(`no-${verb}`, verb)
    await says(sought, `no-${verb}`, verb)
    assert.equal(sought.leads(), false)
  })

test('without update an existing Lease cannot be taken, and the right is named', limit, async () => {
  const metadata = { namespace, name: 'no-update' }
  await administrator.ask('POST', pathOf(Lease, namespace), {
    apiVersion: apiVersionOf(Lease),
    kind: 'Lease',
    metadata,
  })
  const sought = await candidate('no-update', 'update')
  await says(sought, 'no-update', 'update')
  assert.equal(sought.leads(), false)
})

test('without watch the Lease is polled, and the right is named', limit, async () => {
  const sought = await candidate('no-watch', 'watch')
  await Promise.all([leads(sought), says(sought, 'no-watch', 'watch')])
})
