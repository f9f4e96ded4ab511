import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { myApp } from '../../../crd/controller.ts'
import { installation } from '../../../crd/installation/installation.ts'
import { rulesOf } from '../../../lib/controller/rbac.ts'
import { Lease } from '../../../lib/election/lease.ts'
import { eventRules } from '../../../lib/events/eventRules.ts'
import { pathOf } from '../../../lib/kube/object.ts'
import { webhookService } from '../../../lib/manifests/webhooks.ts'
import { type Installed, startInstalled } from './installed.ts'
import { rightsOf, withholding } from './withholding.ts'

/**
 * Each right of the installed roles, withheld alone from a replica that starts where
 * nothing is: it says which. Of what the controller
 * itself does, and of Events, other specs withhold each.
 */

let installed: Installed
let withhold: ReturnType<typeof withholding>

before(async () => {
  // A server that does not stream lists needs the right to list.
  installed = await startInstalled({ apiServerFlags: ['--feature-gates=WatchList=false'] })
  withhold = withholding(installed.administrator, installed.installation)
})
after(() => installed.stop())

const { name, namespace } = installation()
const secrets = `/api/v1/namespaces/${namespace}/secrets`
const { name: secretName } = webhookService(installation())

/** The state before the first start: no Lease and no certificates. */
const startOver = async (): Promise<void> => {
  for (const path of [pathOf(Lease, namespace, name), `${secrets}/${secretName}`])
    await installed.administrator.send('DELETE', path)
}

const elsewhere = [...rulesOf(myApp), ...eventRules].flatMap(({ resources }) => resources)
const rights = rightsOf(installation()).filter(({ resource }) => !elsewhere.includes(resource))

test('the installed roles have rights to withhold', () => {
  assert.deepEqual(
    [...new Set(rights.map(({ resource }) => resource))],
    [
      'customresourcedefinitions',
      'mutatingwebhookconfigurations',
      'validatingwebhookconfigurations',
      'leases',
      'secrets',
    ],
  )
})

for (const right of rights) {
  test(`without ${right.verb} on ${right.resource} the line says so`, { timeout: 30_000 }, async () => {
    await withhold(right)
    await startOver()
    // An invalid Secret is replaced.
    if (right.verb === 'update' && right.resource === 'secrets')
      await installed.administrator.ask('POST', secrets, { metadata: { name: secretName } })
    const replica = installed.start()
    await replica.says(
      new RegExp(`cannot ${right.verb} ${right.resource} .*: grant verb ${right.verb} on ${right.resource} in `),
    )
    await replica.stop('SIGKILL')
  })
}
