import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { isLeft } from 'fp-ts/lib/Either.js'
import { filter, firstValueFrom, Subject } from 'rxjs'
import { objectOf } from '../../../../lib/apiserver/store/state.ts'
import { Lease } from '../../../../lib/election/lease.ts'
import { isApiFailure } from '../../../../lib/kube/failure.ts'
import { ConfigMap } from '../../../../lib/kube/kinds.ts'
import { applyPatchType, type WriteRequest } from '../../../../lib/plan/writeRequest.ts'
import { type Cluster, startCluster } from '../../../../streams/drivers/apiserver/index.ts'
import { openCluster } from '../../../../streams/drivers/connection/openCluster.ts'
import { type Leadership, type LeaseOptions, lease } from '../../../../streams/drivers/leading/lease.ts'
import { eventually } from '../../../cluster/eventually.ts'

/** The Lease on real sockets, with terms as short as an idle machine can keep. */

interface World {
  readonly cluster: Cluster
  /** A candidate with a connection of its own, and a clock that can be put forward. */
  readonly join: (options?: Partial<LeaseOptions>) => Promise<Member>
  readonly holder: () => unknown
}

interface Member extends Leadership {
  readonly sleep: (ms: number) => void
}

const terms = { name: 'sluice', leaseDurationMs: 3000, renewDeadlineMs: 2000, retryPeriodMs: 100 }

const startWorld = async (context: TestContext): Promise<World> => {
  const cluster = await startCluster({ controllers: false })
  const folder = await mkdtemp(join(tmpdir(), 'sluice-'))
  const kubeconfig = join(folder, 'config')
  await writeFile(kubeconfig, JSON.stringify(cluster.kubeconfig()))
  const ends: (() => Promise<unknown>)[] = []
  context.after(async () => {
    await Promise.all(ends.map(end => end()))
    await cluster.stop()
    await rm(folder, { recursive: true })
  })
  return {
    cluster,
    holder: () => Object(objectOf(cluster.state(), Lease, 'default/sluice')).spec?.holderIdentity,
    join: async (options = {}) => {
      const opened = await openCluster({ kubeconfig, connections: 1 })
      if (isLeft(opened)) throw new Error(opened.left)
      let sleptMs = 0
      const steadyMs = () => performance.now() + sleptMs
      const led = lease(opened.right, { ...terms, steadyMs, ...options })
      if (isLeft(led)) throw new Error(led.left)
      ends.push(async () => {
        const released = led.right.release()
        await opened.right.close()
        await released
      })
      return {
        ...led.right,
        sleep: ms => {
          sleptMs += ms
        },
      }
    },
  }
}

const leading = ({ leading$ }: Leadership) => firstValueFrom(leading$.pipe(filter(leads => leads)))
const within = { timeout: 20_000 }

test('of two the first leads; when it gives the lease back, the other does at once', within, async context => {
  const { join, holder } = await startWorld(context)
  const first = await join({ identity: 'first' })
  await leading(first)
  const second = await join({ identity: 'second' })
  const told = await firstValueFrom(second.status$.pipe(filter(status => status.holder !== undefined)))
  assert.deepEqual(told, { leading: false, holder: 'first' })
  assert.equal(second.sinceRenewalMs(), undefined)
  assert.ok((first.sinceRenewalMs() ?? Number.NaN) < terms.renewDeadlineMs)

  const atMs = performance.now()
  const released = first.release()
  assert.equal(first.leads(), false, 'from the call on')
  await leading(second)
  assert.ok(performance.now() - atMs < terms.leaseDurationMs)
  assert.equal(await released, true)
  assert.deepEqual([first.leads(), second.leads(), holder()], [false, true, 'second'])
})

const configMap: WriteRequest = {
  method: 'PATCH',
  path: '/api/v1/namespaces/default/configmaps/a?fieldManager=x',
  contentType: applyPatchType,
  body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } },
}

test(
  'a process that wakes up after its deadline knows at once, and a write that waited for its connection is not sent',
  within,
  async context => {
    const { cluster, join } = await startWorld(context)
    const member = await join({ retryPeriodMs: 1600 })
    const lost = firstValueFrom(member.lost$)
    await leading(member)
    await firstValueFrom(member.sources.write(configMap))

    // The one connection is busy with a read; the write is next on it.
    let arrived = (): void => undefined
    const reading = new Promise<void>(resolve => {
      arrived = resolve
    })
    cluster.interfere(({ method, path }) => {
      if (method !== 'GET' || !path.endsWith('/configmaps/a')) return undefined
      arrived()
      return { _tag: 'Delay', milliseconds: 200 }
    })
    const ref = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'default', name: 'a' }
    const read = firstValueFrom(member.sources.read(ConfigMap, ref))
    await reading
    assert.equal(member.leads(), true)
    const write = firstValueFrom(member.sources.write({ ...configMap, path: configMap.path.replace('/a?', '/b?') }))
    const failed = assert.rejects(write, error => isApiFailure(error) && error._tag === 'Connection' && !error.sent)
    member.sleep(60_000)
    assert.equal(member.leads(), false, 'before any timer')
    await read
    await failed
    assert.equal(objectOf(cluster.state(), ConfigMap, 'default/b'), undefined)
    assert.match(await lost, /^the lease default\/sluice is lost: it was not renewed within 2 s$/)
    assert.equal(await firstValueFrom(member.leading$), false)
    assert.equal(await member.release(), true, 'there is nothing to give back')
  },
)

test('requests that hang keep no renewal waiting', within, async context => {
  const { cluster, join } = await startWorld(context)
  const member = await join()
  await leading(member)
  cluster.interfere(({ path }) => (path.includes('/configmaps/') ? { _tag: 'Delay', milliseconds: 2500 } : undefined))
  const ref = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'default', name: 'a' }
  await Promise.all([1, 2].map(() => firstValueFrom(member.sources.read(ConfigMap, ref))))
  assert.ok(member.leads())
})

test('the Lease is not sought before the start', within, async context => {
  const { cluster, join } = await startWorld(context)
  const start$ = new Subject<void>()
  const member = await join({ start$ })
  const never = await join({ start$: new Subject() })
  await new Promise(setImmediate)
  assert.equal(await never.release(), true)
  assert.deepEqual(cluster.requests(), [])
  assert.equal(await firstValueFrom(member.leading$), false)
  start$.next()
  await leading(member)
})

test(
  'while the API server is away a leader says so, and is lost at its deadline; released then, it does not wait for long',
  within,
  async context => {
    const { cluster, join } = await startWorld(context)
    const [leader, standby] = [await join(), await join()]
    await leading(leader)
    await eventually(
      'the other follows',
      async () => (await firstValueFrom(standby.status$)).holder === leader.identity,
    )
    const deadlineMs = performance.now() + terms.renewDeadlineMs - (leader.sinceRenewalMs() ?? Number.NaN)
    await cluster.pause()
    assert.match(
      String((await firstValueFrom(leader.status$.pipe(filter(({ problem }) => problem !== undefined)))).problem),
      /./,
    )
    assert.match(await firstValueFrom(leader.lost$), /was not renewed within 2 s: .*(ECONNREFUSED|closed|reset)/)
    assert.ok(performance.now() > deadlineMs - 1)

    await cluster.resume()
    await leading(standby)
    await cluster.pause()
    assert.equal(await standby.release(), false)
  },
)

test('terms that cannot be kept are refused in one line', within, async context => {
  const { join } = await startWorld(context)
  await assert.rejects(join({ renewDeadlineMs: 3000 }), {
    message: 'leader election: the lease duration (3000 ms) must be longer than the renew deadline (3000 ms)',
  })
})
