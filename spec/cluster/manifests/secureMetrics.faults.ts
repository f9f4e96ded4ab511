import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Agent, request } from 'undici'
import { metricsAccessRules } from '../../../lib/reviews/metricsAccess.ts'
import { type Installed, type Replica, startInstalled } from './installed.ts'
import { rightsOf, withholding } from './withholding.ts'

/** The installed program with secure metrics: it asks the API server who may read them, and needs the rights to ask. */

let installed: Installed
let withhold: ReturnType<typeof withholding>
let agent: Agent

before(async () => {
  installed = await startInstalled({ metricsSecure: true })
  withhold = withholding(installed.administrator, installed.installation)
  agent = new Agent({ connect: { rejectUnauthorized: false } })
})
after(async () => {
  await agent.destroy()
  await installed.stop()
})

const scrape = async (replica: Replica): Promise<{ readonly code: number; readonly text: string }> => {
  const url = `https://127.0.0.1:${await replica.port('metrics')}/metrics`
  const headers = { authorization: `Bearer ${installed.token()}` }
  const { statusCode, body } = await request(url, { headers, dispatcher: agent })
  return { code: statusCode, text: await body.text() }
}

const limit = { timeout: 60_000 }

test('metrics are read by clients bound to the role for readers, and by no others', limit, async () => {
  const { name, namespace } = installed.installation
  const one = installed.start()
  const refused = await scrape(one)
  assert.deepEqual(refused.code, 403, refused.text)
  const account = `--serviceaccount=${namespace}:${name}`
  await installed.kubectl('create', 'clusterrolebinding', 'scrapes', `--clusterrole=${name}-metrics-reader`, account)
  await one.stop('SIGKILL')
  const another = installed.start()
  const { code, text } = await scrape(another)
  assert.equal(code, 200, text)
  assert.match(text, /^# TYPE /m)
  await another.stop('SIGKILL')
})

for (const { resources } of metricsAccessRules)
  test(`without create on ${resources} no client reads metrics, and the log says why`, limit, async () => {
    const right = rightsOf(installed.installation).find(({ resource }) => resources.includes(resource))
    await withhold(right)
    const replica = installed.start()
    const { code, text } = await scrape(replica)
    assert.equal(code, 503)
    assert.match(text, new RegExp(`grant verb create on ${resources}|cannot create (resource "?)?${resources}`))
    await replica.stop('SIGKILL')
    await withhold(undefined)
  })
