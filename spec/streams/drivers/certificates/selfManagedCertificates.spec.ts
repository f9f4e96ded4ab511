import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { test } from 'node:test'
import { concat, ignoreElements, throwError } from 'rxjs'
import type { ApiFailure } from '../../../../lib/kube/failure.ts'
import type { CertificateEvent } from '../../../../streams/drivers/certificates/certificateEvent.ts'
import { faultOf, startWatched } from './faultOf.ts'
import { dataOf, hosts, hour, manifestOf, minute, secretPath, startCertificateWorld, targets } from './world.ts'

const keysOf = (text: string): readonly string[] => text.match(/-----BEGIN PRIVATE KEY-----/g) ?? []
const problemsIn = (events: readonly CertificateEvent[]): readonly string[] =>
  events.flatMap(event => ('problem' in event ? [event.problem] : []))
const webhooksPath = '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/widgets'

test('three replicas start at once: one Secret, one certificate, which every target trusts', async () => {
  const world = startCertificateWorld()
  const replicas = [world.start(false), world.start(true), world.start(false)]
  await world.pass(2000)
  const serving = new X509Certificate(dataOf(world.secret(), 'tls.crt'))
  const ageMs = world.nowMs() - serving.validFromDate.getTime()
  assert.ok(ageMs >= 5 * minute && ageMs < 5 * minute + 3000, 'for clocks that are late')
  for (const host of hosts) assert.equal(serving.checkHost(host), host)
  for (const { served, notAfter } of replicas) {
    assert.equal(served.length, 1)
    assert.equal(new X509Certificate(served[0]?.cert ?? '').fingerprint256, serving.fingerprint256)
    assert.equal(notAfter(), serving.validToDate.getTime())
  }
  assert.equal(world.bundles().length, 5, 'two webhooks in each configuration, and the conversion')
  assert.equal(faultOf(world), undefined)
  const before = world.writes()
  await world.pass(hour)
  assert.equal(world.writes(), before + 1, 'that every target trusts the authority is noted, and nothing else')
})

test('through successive certificates, authorities and leaders no client is ever refused', async () => {
  const { world, watch, faults } = startWatched()
  const lives = { authorityMs: 90 * minute, servingMs: 30 * minute }
  const [one, other] = [world.start(true, { lives }), world.start(false, { lives })]
  await world.pass(minute)
  watch()
  for (let round = 0; round < 6; round += 1) {
    await world.pass(33 * minute)
    const leads = one.leads.value
    one.leads.next(false)
    other.leads.next(false)
    await world.pass(4 * minute)
    one.leads.next(!leads)
    other.leads.next(leads)
  }
  assert.deepEqual([...faults], [])
  for (const { served } of [one, other]) assert.ok(served.length >= 9, `${served.length} certificates`)
  assert.equal(keysOf(dataOf(world.secret(), 'ca.key')).length, 1)
  for (const { authorities } of world.bundles()) assert.ok(authorities.length <= 2)
})

test('a Secret that is deleted is made anew by another authority, which is trusted before it is counted on', async () => {
  const { world, watch, faults } = startWatched()
  const replicas = [world.start(true), world.start(false)]
  await world.pass(2 * minute)
  watch()
  const before = dataOf(world.secret(), 'ca.crt')
  world.send({ method: 'DELETE', path: secretPath })
  await world.pass(10_000)
  assert.notEqual(dataOf(world.secret(), 'ca.crt'), before)
  for (const { served } of replicas) assert.equal(served.length, 1, 'nobody is sure of the new one yet')
  await world.pass(2 * minute)
  for (const { served } of replicas) assert.equal(served.at(-1)?.cert, dataOf(world.secret(), 'tls.crt'))
  assert.deepEqual([...faults], [])
})

for (const [part, problem] of [
  ['tls.key', 'tls.key is not a private key in PEM form'],
  ['tls.crt', 'tls.crt is not a certificate in PEM form'],
  ['ca.crt', 'tls.crt is by no authority of ca.crt'],
  ['ca.key', 'ca.key holds something that is the key of no authority'],
] as const) {
  test(`a Secret whose ${part} a user has overwritten is put right with a warning; no client is refused`, async () => {
    const { world, watch, faults } = startWatched()
    const [leader, standby] = [world.start(true), world.start(false)]
    await world.pass(2 * minute)
    watch()
    const data = { [part]: Buffer.from('nonsense').toString('base64'), other: 'b3RoZXI=' }
    const path = secretPath
    world.send({ method: 'PATCH', path, body: { metadata: { labels: { mine: 'yes' } }, data } })
    await world.pass(5 * minute)
    assert.deepEqual([...faults], [])
    const secret = world.secret()
    for (const { served } of [leader, standby]) assert.equal(served.at(-1)?.cert, dataOf(secret, 'tls.crt'))
    const repairs = leader.events.filter(event => event._tag === 'Written' && event.isRepair)
    assert.equal(repairs.length, 1)
    assert.ok(JSON.stringify(repairs).includes(problem), JSON.stringify(repairs))
    if (part !== 'ca.key') assert.match(problemsIn(standby.events).join(), new RegExp(`cannot be served: .*${problem}`))
    assert.equal(secret?.metadata.labels?.mine, 'yes')
    assert.equal(dataOf(secret, 'other'), 'other')
    assert.ok(!JSON.stringify([leader.events, standby.events]).includes('PRIVATE KEY-'))
  })
}

test('a caBundle that a user removes, or adds to, is put right at once, and only where it differs', async () => {
  const world = startCertificateWorld()
  const { events } = world.start(true)
  await world.pass(2 * minute)
  const before = world.writes()
  world.send({
    method: 'PATCH',
    path: webhooksPath,
    body: manifestOf({ kind: 'ValidatingWebhookConfiguration', name: 'widgets' }),
  })
  assert.notEqual(faultOf(world), undefined)
  await world.pass(100)
  assert.equal(faultOf(world), undefined)
  assert.equal(world.writes(), before + 1)
  assert.deepEqual(events.at(-1), {
    _tag: 'Written',
    what: 'ValidatingWebhookConfiguration widgets',
    why: 'a caBundle that another writer changed is put right',
    isRepair: true,
  })
})

test('a writer who removes a caBundle again and again is answered ever more slowly', async () => {
  const world = startCertificateWorld(targets, now => {
    const isOther = now.writes() > 10 && now.bundles().every(({ authorities }) => authorities.length > 0)
    if (isOther)
      now.send({
        method: 'PATCH',
        path: webhooksPath,
        body: manifestOf({ kind: 'ValidatingWebhookConfiguration', name: 'widgets' }),
      })
  })
  world.start(true)
  await world.pass(2 * minute)
  const before = world.writes()
  world.send({ method: 'DELETE', path: secretPath })
  await world.pass(2 * minute)
  world.send({ method: 'DELETE', path: secretPath })
  await world.pass(30 * minute)
  const writes = world.writes() - before
  assert.ok(writes > 20 && writes < 90, `${writes} writes`)
})

test('a replica that comes back takes its former certificate while the new one is not trusted', async () => {
  const world = startCertificateWorld()
  const { certificates, stop } = world.start(true)
  await world.pass(2 * minute)
  stop()
  world.send({ method: 'DELETE', path: secretPath })
  const other = world.start(false)
  await world.pass(minute)
  const seen: string[] = []
  const following = certificates.certificate$.subscribe(({ cert }) => seen.push(cert))
  assert.equal(seen.length, 1)
  await world.pass(minute / 2)
  assert.equal(seen.length, 1)
  await world.pass(minute)
  assert.deepEqual(seen.slice(1), [other.served.at(-1)?.cert])
  following.unsubscribe()
  other.stop()
  await world.pass(0)
  assert.equal(world.timers(), 0)
})

test('after an outage in which everything expired, it is renewed at once', async () => {
  const world = startCertificateWorld()
  const first = world.start(true)
  await world.pass(minute)
  first.stop()
  await world.pass(10 * hour)
  const second = world.start(true)
  await world.pass(1000)
  assert.equal(faultOf(world), undefined)
  assert.ok((second.notAfter() ?? 0) > world.nowMs() + hour)
  assert.equal(world.bundles()[0]?.authorities.length, 1, 'the authority that expired is gone')
})

test('a write whose answer was lost is not repeated', async () => {
  const world = startCertificateWorld()
  const lost: ApiFailure = { _tag: 'Connection', message: 'read ECONNRESET', sent: true }
  let lose = 4
  const { served, events } = world.start(true, {
    through: sources => ({
      ...sources,
      write: request => {
        lose -= 1
        if (lose < 0) return sources.write(request)
        return concat(
          sources.write(request).pipe(ignoreElements()),
          throwError(() => lost),
        )
      },
    }),
  })
  await world.pass(minute - 1000)
  assert.equal(world.writes(), 4)
  assert.equal(served.length, 1)
  assert.equal(faultOf(world), undefined)
  assert.deepEqual(problemsIn(events).slice(0, 1), ['cannot write Secret demo/webhook-tls: read ECONNRESET'])
})

test('a forbidden write is reported once, tried ever more slowly, and delays no other', async () => {
  const world = startCertificateWorld()
  const forbidden: ApiFailure = { _tag: 'Status', code: 403, reason: 'Forbidden', message: 'widgets is forbidden' }
  let isForbidden = true
  let attempts = 0
  const { events } = world.start(true, {
    through: sources => ({
      ...sources,
      write: request => {
        if (!isForbidden || !request.path.includes('customresourcedefinitions')) return sources.write(request)
        attempts += 1
        return throwError(() => forbidden)
      },
    }),
  })
  await world.pass(10 * minute)
  assert.deepEqual(problemsIn(events), [
    'cannot write CustomResourceDefinition widgets.example.com: widgets is forbidden',
  ])
  assert.ok(attempts > 15 && attempts < 60, `${attempts} attempts`)
  assert.equal(world.bundles().filter(({ authorities }) => authorities.length === 1).length, 4)
  assert.equal(dataOf(world.secret(), 'ca.trusted'), '', 'not every target trusts it')
  isForbidden = false
  await world.pass(2 * minute)
  assert.equal(faultOf(world), undefined)
  assert.notEqual(dataOf(world.secret(), 'ca.trusted'), '')
})

test('for other names, another certificate is made by the same authority', async () => {
  const world = startCertificateWorld()
  const before = world.start(true)
  await world.pass(2 * minute)
  before.stop()
  const authority = dataOf(world.secret(), 'ca.crt')
  const { served } = world.start(true, { hosts: ['other.demo.svc', '127.0.0.1'] })
  await world.pass(minute)
  const certificate = new X509Certificate(served.at(-1)?.cert ?? '')
  assert.equal(certificate.checkHost('other.demo.svc'), 'other.demo.svc')
  assert.equal(certificate.checkIP('127.0.0.1'), '127.0.0.1')
  assert.equal(dataOf(world.secret(), 'ca.crt'), authority)
})
