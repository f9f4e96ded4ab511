import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isRight } from 'fp-ts/lib/Either.js'
import { filter, firstValueFrom, lastValueFrom, type Observable, scan } from 'rxjs'
import { MyApp } from '../../crd/myapp.ts'
import { type Manifest, pathOf } from '../../lib/kube/object.ts'
import { seededRandom } from '../../lib/recording/seededRandom.ts'
import { type Cluster, startCluster } from '../../streams/drivers/apiserver/index.ts'
import { type ClusterConnection, openCluster } from '../../streams/drivers/connection/openCluster.ts'
import { install } from '../../streams/drivers/demo/install.ts'
import { listWatch } from '../../streams/watching/listWatch.ts'
import { asInImage } from './asInImage.ts'
import { memoryLimit } from './memoryLimit.ts'
import { manifestOf } from './objects.ts'

const poisoned = 'poison'

/** The limit of the controller's pod. */
const podBytes = 256 * 2 ** 20

/** MyApps that exist when a controller process starts. */
interface Population {
  readonly count: number
  readonly called: string
  readonly manifest: (at: number) => Manifest
  readonly workers: number
  /** One more, which can never be satisfied. */
  readonly hasPoison: boolean
}

export async function* coldStart(): AsyncGenerator<readonly [string, string]> {
  yield* startWith({
    ...{ count: 1000, called: 'MyApps and one poison', hasPoison: true, workers: 16 },
    manifest: at => manifestOf('bench', at),
  })
  yield* startWith({
    ...{ count: 100, called: 'MyApps of 1 MiB', hasPoison: false, workers: 10 },
    manifest: largeManifestOf,
  })
}

/** Text that packs as source code does. */
const largeManifestOf = (at: number): Manifest => {
  const { spec, ...rest } = manifestOf('bench', at)
  const letters = seededRandom(at)
  const word = (): string => Math.floor(letters() * 5000).toString(36)
  const file = (): string => Array.from({ length: 8000 }, word).join(' ')
  const config = Object.fromEntries(Array.from({ length: 32 }, (_, each) => [`file-${each}`, file().slice(0, 32_000)]))
  return { ...rest, spec: { ...spec, config } }
}

async function* startWith({
  count,
  called,
  manifest,
  hasPoison,
  workers,
}: Population): AsyncGenerator<readonly [string, string]> {
  const limit = memoryLimit(podBytes)
  const cluster = await startCluster({ controllers: false })
  const folder = mkdtempSync(join(tmpdir(), 'sluice-bench-'))
  const kubeconfig = join(folder, 'kubeconfig.json')
  writeFileSync(kubeconfig, JSON.stringify(cluster.kubeconfig()))
  const opened = await openCluster({ kubeconfig })
  if (!isRight(opened)) throw new Error(opened.left)
  const connection = opened.right
  try {
    await lastValueFrom(install(connection, 'bench'), { defaultValue: undefined })
    for (let at = 0; at < count; at += 1) await post(connection, manifest(at))
    if (hasPoison) await postForeign(connection)
    const before = writesOf(cluster)
    const started = performance.now()
    const [file = '', ...words] = [...(limit?.words ?? []), ...asInImage()]
    const child = spawn(
      file,
      [...words, 'run', '--kubeconfig', kubeconfig, '--workers', String(workers), '--log-level', 'error'],
      {
        stdio: ['ignore', 'ignore', 'inherit'],
      },
    )
    await firstValueFrom(satisfied(connection).pipe(filter(satisfiedNow => satisfiedNow === count)))
    const wallS = (performance.now() - started) / 1000
    const { cpuS, peakMiB } = usage(child.pid ?? 0)
    child.kill('SIGTERM')
    await once(child, 'exit')
    yield [`cold start of ${count} ${called}, wall s`, wallS.toFixed(1)]
    yield ['  controller CPU s', cpuS.toFixed(2)]
    yield [`  controller peak memory, MiB, ${limit ? 'in 256 MiB' : 'without a limit'}`, peakMiB.toFixed(0)]
    yield ['  writes for each MyApp (least possible: 5)', ((writesOf(cluster) - before) / count).toFixed(2)]
  } finally {
    await connection.close()
    await cluster.stop()
    rmSync(folder, { recursive: true })
    limit?.close()
  }
}

const post = (connection: ClusterConnection, body: object) =>
  firstValueFrom(connection.request('POST', pathOf(MyApp, 'bench'), { body }))

/** A MyApp whose Deployment has another owner. */
const postForeign = async (connection: ClusterConnection): Promise<void> => {
  const labels = { app: 'foreign' }
  await firstValueFrom(
    connection.request('POST', '/apis/apps/v1/namespaces/bench/deployments', {
      body: {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: poisoned },
        spec: {
          selector: { matchLabels: labels },
          template: { metadata: { labels }, spec: { containers: [{ name: 'app', image: 'example/foreign:1' }] } },
        },
      },
    }),
  )
  const { metadata, ...rest } = manifestOf('bench', 0)
  await post(connection, { ...rest, metadata: { ...metadata, name: poisoned } })
}

/** How many MyApps have a status about their present spec, the poisoned one left out. */
const satisfied = (connection: ClusterConnection): Observable<number> =>
  listWatch(MyApp, connection.sources).events$.pipe(
    scan((done, event) => {
      const objects = event._tag === 'Listed' ? event.objects : event._tag === 'Changed' ? [event.seen] : []
      for (const { _tag, object } of objects) {
        if (_tag !== 'Accepted' || object.metadata.name === poisoned) continue
        if (object.status?.observedGeneration === object.metadata.generation) done.add(object.metadata.name)
      }
      return done
    }, new Set<string>()),
    // The Set stays the same object while its size changes.
    scan((_, done) => done.size, 0),
  )

const writesOf = (cluster: Cluster): number =>
  cluster
    .requests()
    .filter(({ verb }) => ['create', 'update', 'patch', 'apply', 'delete'].includes(verb.toLowerCase()))
    .reduce((sum, { count: times }) => sum + times, 0)

/** Read from /proc of a Linux kernel. */
const usage = (pid: number): { readonly cpuS: number; readonly peakMiB: number } => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]
  return { cpuS: (Number(fields[11]) + Number(fields[12])) / 100, peakMiB: Number(peak) / 1024 }
}
