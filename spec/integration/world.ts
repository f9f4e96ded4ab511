import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { isLeft } from 'fp-ts/lib/Either.js'
import { type Observable, of, Subject } from 'rxjs'
import { myApp } from '../../crd/controller.ts'
import { crdManifest } from '../../crd/manifests.ts'
import { MyApp, type MyAppObject } from '../../crd/myapp.ts'
import { objectsOf } from '../../lib/cluster/state.ts'
import type { Controller } from '../../lib/controller.ts'
import type { KubeObject } from '../../lib/object.ts'
import { openCluster } from '../../streams/drivers/cluster/cluster.ts'
import { type Cluster, startCluster } from '../../streams/drivers/serveCluster/index.ts'
import { type RunOptions, run } from '../../streams/run.ts'
import type { RunEvent } from '../../streams/runEvent.ts'
import { notConverged } from '../../streams/simulate/oracle.ts'
import { type Client, clientOf } from '../streams/drivers/serveCluster/client.ts'

/** An embedded cluster that serves MyApps over HTTPS, somebody who uses it, and controllers that are real. */
export interface World {
  readonly cluster: Cluster
  readonly kubeconfig: string
  readonly create: (name: string, spec?: object) => Promise<void>
  readonly edit: (name: string, spec: object) => Promise<void>
  /** Runs a controller in this process, connected by the real driver, until `stop`. */
  readonly run: <O extends KubeObject>(controller: Controller<O>, options?: RunOptions) => Promise<Running>
  /** Starts `sluice run` as a process of its own, and resolves when it says that it is ready. */
  readonly spawn: () => Promise<ChildProcess>
  /** Resolves when all these MyApps are Ready and nothing is left to do. Looks again whenever a MyApp changes. */
  readonly converged: (names: readonly string[]) => Promise<void>
  readonly until: (holds: () => boolean) => Promise<void>
  /** Writes and consistent reads by controllers so far; not those of the stand-ins or of people. */
  readonly requests: () => number
  readonly stop: () => Promise<void>
}

export interface Running {
  readonly events: readonly RunEvent[]
  readonly events$: Observable<RunEvent>
  readonly stop: () => Promise<void>
}

const path = '/apis/example.com/v1/namespaces/default/myapps'

export const startWorld = async (): Promise<World> => {
  const cluster = await startCluster({ seed: 1, podReadyAfterMs: 5 })
  const client = clientOf(cluster)
  const folder = await mkdtemp(join(tmpdir(), 'sluice-integration-'))
  const kubeconfig = join(folder, 'config')
  await writeFile(kubeconfig, JSON.stringify(cluster.kubeconfig()))
  await send(client, 'POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', crdManifest())
  const running: Running[] = []
  const children: ChildProcess[] = []
  let stopped = false

  const until = async (holds: () => boolean): Promise<void> => {
    while (!stopped) {
      const lines = await retried(() => client.watch(`${path}?watch=true&allowWatchBookmarks=true`))
      for (let alive = true; alive; alive = (await lines.next().catch(() => undefined)) !== undefined) {
        if (!holds()) continue
        lines.close()
        return
      }
    }
  }

  return {
    cluster,
    kubeconfig,
    create: (name, spec = { image: 'web:1', port: 80 }) =>
      send(client, 'POST', path, { apiVersion: 'example.com/v1', kind: 'MyApp', metadata: { name }, spec }),
    edit: (name, spec) => send(client, 'PATCH', `${path}/${name}`, { spec }),
    run: async (controller, options = {}) => {
      const opened = await openCluster({ kubeconfig })
      if (isLeft(opened)) throw new Error(opened.left)
      const events: RunEvent[] = []
      const events$ = new Subject<RunEvent>()
      const subscription = run(controller, { ...opened.right.sources, leading$: of(true) }, options).subscribe(
        event => {
          events.push(event)
          events$.next(event)
        },
      )
      const each: Running = {
        events,
        events$,
        stop: async () => {
          subscription.unsubscribe()
          await opened.right.close()
        },
      }
      running.push(each)
      return each
    },
    spawn: async () => {
      const cli = new URL('../../streams/drivers/cli/cli.ts', import.meta.url).pathname
      const args = [cli, 'run', '--kubeconfig', kubeconfig, '--log-format', 'json']
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
      children.push(child)
      await new Promise<void>((resolve, reject) => {
        createInterface(child.stdout).on('line', line => line.includes('"msg":"ready"') && resolve())
        child.once('exit', code => reject(new Error(`sluice run ended with ${code}`)))
      })
      return child
    },
    converged: names =>
      until(() => {
        const apps = appsOf(cluster)
        const ready = names.every(name => apps.some(app => app.metadata.name === name && isReady(app)))
        return ready && notConverged(myApp, resource => objectsOf(cluster.state(), resource), Date.now()).length === 0
      }),
    until,
    requests: () =>
      cluster
        .requests()
        .filter(({ userAgent, verb }) => userAgent.startsWith('sluice') && verb !== 'WATCH' && verb !== 'LIST')
        .reduce((sum, { count }) => sum + count, 0),
    stop: async () => {
      stopped = true
      for (const child of children) {
        if (child.exitCode !== null || child.signalCode !== null) continue
        child.kill('SIGKILL')
        await once(child, 'exit')
      }
      await Promise.all(running.map(each => each.stop()))
      await client.close()
      await cluster.stop()
      await rm(folder, { recursive: true })
    },
  }
}

export const appsOf = (cluster: Cluster): readonly MyAppObject[] =>
  [...objectsOf(cluster.state(), MyApp)].flatMap(object => (MyApp.codec.is(object) ? [object] : []))

const isReady = ({ metadata, status }: MyAppObject): boolean => {
  const conditions: unknown = status?.conditions
  return (
    Array.isArray(conditions) &&
    conditions.some(({ type, status: is, observedGeneration }) => {
      return type === 'Ready' && is === 'True' && observedGeneration === metadata.generation
    })
  )
}

/** Connections that were kept open may turn out to be broken when they are used again. */
const retried = <T>(ask: () => Promise<T>, times = 10): Promise<T> =>
  ask().catch(error => {
    if (times === 0) throw error
    return retried(ask, times - 1)
  })

const send = async (client: Client, method: string, at: string, body: object): Promise<void> => {
  const headers = method === 'PATCH' ? { 'content-type': 'application/merge-patch+json' } : {}
  const { code, text } = await retried(() =>
    client.send({
      method,
      path: at,
      body,
      headers: { ...headers, 'user-agent': 'somebody' },
    }),
  )
  if (code >= 300) throw new Error(`${method} ${at}: ${text}`)
}
