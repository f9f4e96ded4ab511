import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Candidates, candidates, deleteIn, type Process, patchIn, recordIn } from './candidates.ts'

/** Lease 15 s, deadline 10 s, retry 2 s; a standby that is told nothing asks after 2 s to 4.4 s. */

const only = (processes: readonly Process[]): Process => {
  const [first, ...others] = processes
  assert.ok(first !== undefined && others.length === 0, `${processes.length} lead`)
  return first
}
const assertLeads = (leader: Process, { leaders }: Pick<Candidates, 'leaders'>): void =>
  assert.deepEqual(
    leaders().map(each => each.identity),
    [leader.identity],
  )

/** Three processes, one of which has led for a minute. */
const settled = (seed?: number) => {
  const world = candidates(seed)
  const processes = [world.start(), world.start(), world.start()]
  world.until(() => world.leaders().length === 1, 5_000)
  world.pass(60_000)
  const leader = only(world.leaders())
  const followed = (limitMs = 30_000): number =>
    world.until(() => world.leaders().some(each => each !== leader), limitMs)
  return { world, processes, leader, followed, standbys: processes.filter(each => each !== leader) }
}

test('of three candidates the first leads at once and renews, and the others need not read', () => {
  const { world, leader, standbys } = settled()
  const before = world.model.requests.length
  world.pass(60_000)
  const asked = world.model.requests.slice(before)
  assert.ok(asked.length >= 28 && asked.length <= 30, `${asked.length} requests in a minute`)
  assert.ok(asked.every(({ method, code }) => method === 'PUT' && code === 200))
  const { holderIdentity, leaseTransitions, acquireTime } = recordIn(world.model)
  assert.deepEqual([holderIdentity, leaseTransitions], [leader.identity, 0])
  assert.match(String(acquireTime), /^2026-01-01T00:00:00\.\d{6}Z$/)
  for (const each of standbys) assert.equal(each.election()?.seen?.lease?.spec?.holderIdentity, leader.identity)
})

test('a leader that crashes is followed when its lease is over, not before', () => {
  const { leader, followed, world } = settled()
  leader.kill()
  const afterMs = followed()
  // It had renewed up to 2 s before.
  assert.ok(afterMs > 12_900 && afterMs <= 15_100, `${afterMs} ms`)
  assert.equal(recordIn(world.model).leaseTransitions, 1)
})

test('a released Lease is taken within milliseconds, and its former holder has ended', () => {
  const { world, leader, followed } = settled()
  leader.release()
  assert.equal(leader.leads(), false, 'already before anybody is told')
  assert.ok(followed() < 20)
  assert.ok(leader.ended())
  assert.equal(leader.election()?.lost, undefined)
  assert.equal(recordIn(world.model).leaseTransitions, 1)
})

test('where nothing can be watched, a lease that is given back is taken at the next look', () => {
  const { leader, followed, standbys, world } = settled()
  for (const { weather } of standbys) {
    weather.opens.push(...new Array<'lost'>(100).fill('lost'))
    weather.watches.next('reset')
  }
  world.pass(1000)
  assert.match(String(standbys[0]?.election()?.unwatched), /connection reset/)
  leader.release()
  const afterMs = followed()
  assert.ok(afterMs > 20 && afterMs < 4_500, `${afterMs} ms`)
})

test('a standby that leaves gives nothing back', () => {
  const { world, leader, standbys } = settled()
  const before = recordIn(world.model).holderIdentity
  for (const each of standbys) each.release()
  assert.ok(standbys.every(each => each.ended()))
  world.pass(10_000)
  assert.equal(recordIn(world.model).holderIdentity, before)
  assertLeads(leader, world)
})

test('a process that leaves while it is taking the lease gives it back', () => {
  const world = candidates()
  const process = world.start()
  world.until(() => world.model.requests.some(({ method }) => method === 'POST'), 100)
  process.release()
  world.pass(100)
  assert.ok(process.ended())
  assert.equal(recordIn(world.model).holderIdentity, '')
})

test('one renewal that is lost, refused or answered late costs nothing', () => {
  const faults = [
    'lost',
    'unanswered',
    'late',
    'error 500',
    'error 503',
    'error 429',
    'done, error 500',
    'outrun',
  ] as const
  const { world, leader } = settled()
  for (const fault of faults) {
    leader.weather.writes.push(fault)
    world.pass(12_000)
    assert.equal(leader.weather.writes.length, 0)
    assert.ok(leader.leads(), fault)
  }
})

test('a leader that cannot renew ends at its deadline, says why, and is followed', () => {
  const { world, leader, followed } = settled()
  leader.weather.writes.push(...new Array<'lost'>(20).fill('lost'))
  world.until(() => leader.ended(), 10_100)
  assert.equal(
    leader.election()?.lost,
    'the lease default/sluice is lost: it was not renewed within 10 s: connection reset',
  )
  assert.ok(followed() < 5_100)
})

test('a pause within the deadline costs nothing', () => {
  const { world, leader } = settled()
  leader.pause()
  world.pass(7_900)
  leader.resume()
  world.pass(500)
  assertLeads(leader, world)
})

test('a leader that was paused past its lease does not lead when it continues', () => {
  const { world, leader, followed } = settled()
  leader.pause()
  followed()
  world.pass(60_000)
  assert.equal(leader.election()?.role, 'Leading', 'as far as it has been told')
  assert.equal(leader.leads(), false)
  leader.resume()
  assert.ok(leader.ended())
  assert.match(String(leader.election()?.lost), /was not renewed within 10 s/)
})

test('clocks that differ by years, and jump, decide nothing', () => {
  const year = 365 * 86_400_000
  const world = candidates()
  const processes = [world.start(), world.start(), world.start()]
  for (const [at, each] of processes.entries()) each.setClock((at - 1) * year)
  world.until(() => world.leaders().length === 1, 5_000)
  const leader = only(world.leaders())
  for (const byMs of [-year, 2 * year, -60_000, 60_000]) {
    for (const each of processes) each.setClock(each === leader ? byMs : -byMs)
    world.pass(30_000)
    assertLeads(leader, world)
  }
})

test('a holder whose wall clock stands still is not taken for dead', () => {
  const { world, leader } = settled()
  for (let time = 0; time < 60; time += 1) {
    world.pass(1000)
    leader.setClock(-1000)
  }
  assertLeads(leader, world)
})

test('a Lease that a user deletes is written anew by its holder, and no other has it meanwhile', () => {
  const { world, leader } = settled()
  deleteIn(world.model)
  world.pass(100)
  assert.equal(recordIn(world.model).holderIdentity, leader.identity)
  assertLeads(leader, world)
})

test('a deleted Lease of a crashed holder is left to it until it would have expired', () => {
  const { world, leader, followed } = settled()
  leader.kill()
  deleteIn(world.model)
  const afterMs = followed()
  assert.ok(afterMs > 12_900 && afterMs <= 15_100, `${afterMs} ms`)
})

test('a leader whose name is taken out of the lease by hand is over at once, and says so', () => {
  const { world, leader } = settled()
  patchIn(world.model, { holderIdentity: '' })
  world.until(() => leader.ended(), 20)
  assert.equal(leader.election()?.lost, 'the lease default/sluice is lost: it was released')
  world.pass(100)
  const successor = only(world.leaders())
  patchIn(world.model, { holderIdentity: 'stranger' })
  world.until(() => successor.ended(), 20)
  assert.equal(successor.election()?.lost, 'the lease default/sluice is lost: stranger has taken it')
})

test('the lease of a stranger that never says how long it holds it is waited for as long as one’s own', () => {
  const { world, leader, standbys } = settled()
  leader.kill()
  patchIn(world.model, { holderIdentity: 'stranger', leaseDurationSeconds: null })
  const afterMs = world.until(() => standbys.some(each => each.leads()), 30_000)
  assert.ok(afterMs >= 15_000 && afterMs < 15_100, `${afterMs} ms`)
})
