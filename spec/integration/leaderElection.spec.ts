import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { jitterFactor } from '../../lib/election/lease.ts'
import { ConfigMap, Deployment, Service } from '../../lib/kube/kinds.ts'
import { eventually } from '../cluster/eventually.ts'
import { sluice } from '../program.ts'
import { leaseMs, type Replica, type Replicas, replicasOf, retryMs } from './replicas.ts'
import { type ProcessWorld, startProcessWorld } from './world.ts'

/** Three processes of `sluice run --leader-elect`; the leader is stopped in each way that a process can stop. */

let world: ProcessWorld
let replicas: Replicas

before(async () => {
  world = await startProcessWorld()
  replicas = await replicasOf(world.cluster, world.namespace)
})
after(async () => {
  await replicas.stop()
  await world.stop()
})

const names = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => `app-${from + at}`)

/** Asserts that the processes wrote one after another, and that none wrote after its successor began. */
const assertFollowed = (former: Replica, mark: number): void => {
  const writers = replicas.writes.slice(mark).map(({ by }) => by)
  const turns = writers.filter((by, at) => by !== writers[at - 1])
  assert.equal(turns[0], former.name)
  assert.ok(turns.length > 1)
  assert.equal(new Set(turns).size, turns.length, turns.join(', '))
}

/**
 * The number of reads of the Lease by the next leader between the last write of the former one and its own. A standby
 * waits 1 to 2.2 retry periods of its own clock between two reads, so reads can be counted where a busy machine would
 * distort any measured time.
 */
const readsUntilTaken = async (former: Replica, mark: number): Promise<number> => {
  const next = () => replicas.writes.slice(mark).find(({ by }) => by !== former.name)
  await eventually('another writes', () => next() !== undefined)
  const { claims, reads } = replicas.named(next()?.by ?? '')
  const [lastMs = Number.NaN] = former.claims.slice(-1)
  const takenMs = claims.find(atMs => atMs > lastMs)
  assert.ok(takenMs !== undefined, 'it took the Lease after the former leader had last written it')
  return reads.filter(atMs => atMs > lastMs && atMs < takenMs).length
}

/** The most reads that fit into one lease. spec/streams/election/electing.spec.ts asserts the exact time. */
const mostReadsInALease = leaseMs / retryMs
/** The least number of reads of a standby that waits for the end of a lease. */
const leastReadsInALease = Math.floor(leaseMs / (retryMs * (1 + jitterFactor)))

/** Asserts that a replay of the recording makes the same plans. */
const replays = async ({ recording }: Replica): Promise<void> => {
  const { code, stdout, stderr } = await sluice(['replay', recording]).ended
  assert.equal(code, 0, stdout + stderr)
  assert.match(stdout, /^[1-9]\d* plans are the same, 0 differ$/m)
}

const everythingIsThere = async (count: number): Promise<void> => {
  for (const kind of [Deployment, Service]) assert.equal((await world.objects(kind)).length, count, kind.kind)
}

test('of three replicas one writes, and the others nothing', async () => {
  await replicas.three()
  const leader = await replicas.leader()
  await Promise.all(names(0, 10).map(name => world.create(name)))
  await world.converged(names(0, 10))
  await Promise.all(names(0, 10).map(name => world.edit(name, { port: 8080 })))
  await world.converged(names(0, 10))
  assert.deepEqual([...new Set(replicas.writes.map(({ by }) => by))], [leader.name])
  await everythingIsThere(10)
})

test('a leader that is killed under load is followed within its lease, and nothing is lost or doubled', async () => {
  await replicas.three()
  await replicas.leader()
  const inTheMidst = replicas.wrote(12)
  const created = Promise.all(names(10, 40).map(name => world.create(name)))
  const leader = await inTheMidst
  const mark = replicas.writes.length - 1
  leader.program.send('SIGKILL')
  await leader.program.ended
  const reads = await readsUntilTaken(leader, mark)
  assert.ok(reads <= mostReadsInALease, `${reads} reads`)
  await created
  await world.converged(names(0, 40))
  assertFollowed(leader, mark)
  await everythingIsThere(40)
})

test('a leader that gets SIGTERM under load ends its writes, and hands over before its lease is over', async () => {
  await replicas.three()
  await replicas.leader()
  const inTheMidst = replicas.wrote(12)
  const edited = Promise.all(names(0, 40).map(name => world.edit(name, { replicas: 2 })))
  const leader = await inTheMidst
  const mark = replicas.writes.length - 1
  const { code } = await leader.program.stop('SIGTERM')
  const reads = await readsUntilTaken(leader, mark)
  assert.ok(reads < leastReadsInALease, `${reads} reads`)
  assert.equal(code, 0)
  await edited
  await world.converged(names(0, 40))
  assertFollowed(leader, mark)
})

test('a leader that is told to stop is followed in under a second', async context => {
  const tookMs: number[] = []
  // The quickest of three counts: a machine with much else to do may be late once, not each time.
  for (const _ of [1, 2, 3]) {
    await replicas.three()
    const leader = await replicas.leader()
    const toldMs = performance.now()
    const ended = await leader.program.stop('SIGTERM')
    const successor = await replicas.leader()
    tookMs.push((successor.claims.find(atMs => atMs > toldMs) ?? Number.NaN) - toldMs)
    assert.equal(ended.code, 0)
    if (tookMs.length === 1) await replays(leader)
  }
  context.diagnostic(`followed after ${tookMs.map(ms => Math.round(ms)).join(', ')} ms`)
  assert.ok(Math.min(...tookMs) < 1_000)
})

test('a leader that is stopped past its lease and continued writes nothing, and fails', async () => {
  await replicas.three()
  const leader = await replicas.leader()
  const mark = replicas.writes.length
  leader.program.send('SIGSTOP')
  // The process reads all of these before it reads that it no longer leads.
  await Promise.all(names(0, 40).map(name => world.edit(name, { replicas: 1, config: { motd: 'hello' } })))
  const reads = await readsUntilTaken(leader, mark)
  assert.ok(reads <= mostReadsInALease, `${reads} reads`)
  await world.converged(names(0, 40))
  const writes = replicas.writes.length
  // Counted only now: a claim may have been on its way when the process was stopped.
  const claims = leader.claims.length
  leader.program.send('SIGCONT')
  const { code, stdout, stderr } = await leader.program.ended
  assert.equal(code, 1)
  assert.match(stdout + stderr, /the lease .* is lost: it was not renewed within 4 s/)
  assert.deepEqual(
    replicas.writes.slice(mark).filter(({ by }) => by === leader.name),
    [],
  )
  assert.equal(replicas.writes.length, writes, 'there was nothing left to do')
  assert.equal(leader.claims.length, claims)
  await replays(leader)
  assert.equal((await world.objects(ConfigMap)).filter(({ metadata }) => metadata.name.startsWith('app-')).length, 40)
})
