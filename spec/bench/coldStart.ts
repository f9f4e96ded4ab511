import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isRight } from 'fp-ts/lib/Either.js'
import { filter, firstValueFrom, lastValueFrom, type Observable, scan } from 'rxjs'
import { MyApp } from '../../crd/myapp.ts'
import { pathOf } from '../../lib/kube/object.ts'
import { type Cluster, startCluster } from '../../streams/drivers/apiserver/index.ts'
import { type ClusterConnection, openCluster } from '../../streams/drivers/connection/openCluster.ts'
import { install } from '../../streams/drivers/demo/install.ts'
import { listWatch } from '../../streams/watching/listWatch.ts'
import { asInImage } from './asInImage.ts'
import { manifestOf } from './objects.ts'

const count = 1000
const poisoned = 'poison'

/** 1,000 MyApps exist when a controller process starts; one of them can never be satisfied. */
export async function* coldStart(): AsyncGenerator<readonly [string, string]> {
  const cluster = await startCluster({ controllers: false })
  const folder = mkdtempSync(join(tmpdir(), 'sluice-bench-'))
  const kubeconfig = join(folder, 'kubeconfig.json')
  writeFileSync(kubeconfig, JSON.stringify(cluster.kubeconfig()))
  const opened = await openCluster({ kubeconfig })
  if (!isRight(opened)) throw new Error(opened.left)
  const connection = opened.right
  try {
    await lastValueFrom(install(connection, 'bench'), { defaultValue: undefined })
    for (let at = 0; at < count; at += 1) await post(connection, manifestOf('bench', at))
    await postForeign(connection)
    const before = writesOf(cluster)
    const started = performance.now()
    const [node = '', ...flags] = asInImage()
    const child = spawn(
      node,
      [...flags, 'run', '--kubeconfig', kubeconfig, '--workers', '16', '--log-level', 'error'],
      {
        stdio: ['ignore', 'ignore', 'inherit'],
      },
    )
    await firstValueFrom(satisfied(connection).pipe(filter(satisfiedNow => satisfiedNow === count)))
    const wallS = (performance.now() - started) / 1000
    const { cpuS, peakMiB } = usage(child.pid ?? 0)
    child.kill('SIGTERM')
    await once(child, 'exit')
    yield [`cold start of ${count} MyApps and one poison, wall s`, wallS.toFixed(1)]
    yield ['  controller CPU s', cpuS.toFixed(2)]
    yield ['  controller peak memory, MiB', peakMiB.toFixed(0)]
    yield ['  writes for each MyApp (least possible: 5)', ((writesOf(cluster) - before) / count).toFixed(2)]
  } finally {
    await connection.close()
    await cluster.stop()
    rmSync(folder, { recursive: true })
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
