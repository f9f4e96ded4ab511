import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { lastValueFrom, Subject, take } from 'rxjs'
import { attributesOf } from '../../lib/apiserver/call/attributes.ts'
import { kubeconfigOf } from '../../streams/drivers/apiserver/kubeconfig.ts'
import type { ClusterUnderTest } from '../cluster/clusterUnderTest.ts'
import { eventually } from '../cluster/eventually.ts'
import { startFaultProxy } from '../cluster/proxy/faultProxy.ts'
import { type Program, sluice } from '../program.ts'

/** `sluice run --leader-elect` several times, each on a way of its own to the API server, where it is seen what comes from whom. */
export interface Replicas {
  /** Starts what is missing to three that run; resolves when the caches of all are filled. */
  readonly three: () => Promise<void>
  /** All writes of all replicas but those of the Lease, in the order in which they came. */
  readonly writes: readonly Write[]
  /** Resolves with whoever sends the last of so many writes more, before it is answered: in the midst of its work. */
  readonly wrote: (count: number) => Promise<Replica>
  /** The replica of this name. */
  readonly named: (name: string) => Replica
  /** Whoever leads, once somebody does. */
  readonly leader: () => Promise<Replica>
  readonly stop: () => Promise<void>
}

export interface Replica {
  readonly name: string
  readonly program: Program
  readonly runs: () => boolean
  /** As it says itself. */
  readonly leads: () => boolean
  /** Times at which it asked to write the Lease, in ms of `performance.now()`. */
  readonly claims: readonly number[]
  /** Times at which it asked to read the Lease, on the same clock. */
  readonly reads: readonly number[]
  /** The file of its recording. */
  readonly recording: string
}

export interface Write {
  readonly by: string
  readonly what: string
  /** In ms of `performance.now()`. */
  readonly atMs: number
}

/** Shorter than by default, but long enough for a machine that has much else to do. */
export const leaseMs = 6_000
export const retryMs = 500
const terms = [`lease-duration=${leaseMs}ms`, 'renew-deadline=4s', `retry-period=${retryMs}ms`].map(
  each => `--leader-elect-${each}`,
)

export const replicasOf = async (
  { url, ca, token }: Pick<ClusterUnderTest, 'url' | 'ca' | 'token'>,
  namespace: string,
): Promise<Replicas> => {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-'))
  const kubeconfig = async (name: string, access: { url: string; ca: string; token: string }): Promise<string> => {
    const file = join(folder, name)
    const { token, ...at } = access
    await writeFile(file, JSON.stringify(kubeconfigOf({ ...at, user: 'kubernetes-admin', credentials: { token } })))
    return file
  }
  const upstream = await kubeconfig('upstream', { url, ca, token })
  const writes: Write[] = []
  const wrote$ = new Subject<Replica>()
  const replicas: Replica[] = []
  const stops: (() => Promise<void>)[] = []
  let started = 0

  const start = async (): Promise<void> => {
    const name = `replica-${started}`
    started += 1
    const proxy = await startFaultProxy(upstream)
    const claims: number[] = []
    const reads: number[] = []
    proxy.interfere(request => {
      const asked = attributesOf(request)
      if (asked._tag === 'Path') return undefined
      const atMs = performance.now()
      if (asked.resource === 'leases' && asked.verb === 'get') reads.push(atMs)
      if (request.method === 'GET') return undefined
      if (asked.resource === 'leases') claims.push(atMs)
      else {
        writes.push({ by: name, what: `${asked.verb} ${asked.resource} ${asked.name}`, atMs })
        wrote$.next(replica)
      }
      return undefined
    })
    const to = ['--kubeconfig', await kubeconfig(name, proxy), '--namespace', namespace, '--log-format', 'json']
    const held = ['--leader-elect', '--leader-elect-resource-namespace', namespace, ...terms]
    const recording = join(folder, `${name}.ndjson`)
    const program = sluice(['run', ...to, ...held, '--record', recording])
    let leading = false
    program.says(/"msg":"leading"/).then(
      () => {
        leading = true
      },
      () => undefined,
    )
    let ended = false
    program.ended.then(() => {
      ended = true
    })
    const runs = () => !ended
    const replica: Replica = { name, program, claims, reads, recording, runs, leads: () => leading && runs() }
    replicas.push(replica)
    stops.push(async () => {
      await program.stop('SIGKILL')
      await proxy.stop()
    })
    await program.says(/"msg":"ready"/)
  }

  return {
    writes,
    wrote: count => lastValueFrom(wrote$.pipe(take(count))),
    three: async () => {
      const missing = 3 - replicas.filter(each => each.runs()).length
      await Promise.all(Array.from({ length: missing }, start))
    },
    named: name => {
      const found = replicas.find(each => each.name === name)
      if (found === undefined) throw new Error(`no replica is named ${name}`)
      return found
    },
    leader: async () => {
      let found: Replica | undefined
      await eventually('one of the replicas leads', () => {
        found = replicas.find(each => each.leads())
        return found !== undefined
      })
      if (found === undefined) throw new Error('none leads')
      return found
    },
    stop: async () => {
      await Promise.all(stops.map(stop => stop()))
      await rm(folder, { recursive: true })
    },
  }
}
