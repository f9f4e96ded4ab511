import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { test } from 'node:test'
import { dataOf, hosts, hour, minute, refusal, startWorld, targets, type World } from './world.ts'

/** The fault that a client of any replica would see now, if any. */
const faultOf = (world: World): string | undefined => {
  for (const [at, { served }] of world.replicas().entries()) {
    const certificate = served.at(-1)
    if (certificate === undefined) continue
    for (const { target, authorities } of world.bundles()) {
      const why = refusal(certificate, authorities, world.nowMs())
      if (why !== undefined) return `${new Date(world.nowMs()).toISOString()} replica ${at} for ${target}: ${why}`
    }
  }
  return undefined
}

test('three replicas start at once: one Secret, one certificate, which every target trusts', async () => {
  const world = startWorld()
  const replicas = [world.start(false), world.start(true), world.start(false)]
  await world.pass(2000)
  const serving = new X509Certificate(dataOf(world.secret(), 'tls.crt'))
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

test('while certificates and authorities follow one another, no client is ever refused', async () => {
  const faults = new Set<string>()
  let begun = false
  const world = startWorld(targets, now => {
    if (!begun) return
    const fault = faultOf(now)
    if (fault !== undefined) faults.add(fault)
  })
  const replicas = [world.start(true), world.start(false)]
  await world.pass(minute)
  begun = true
  await world.pass(24 * hour)
  assert.deepEqual([...faults], [])
  for (const { served } of replicas) assert.ok(served.length >= 18, `${served.length} certificates`)
})
