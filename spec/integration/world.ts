import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { isLeft } from 'fp-ts/lib/Either.js'
import { type Observable, of, Subject } from 'rxjs'
import { myApp } from '../../crd/controller.ts'
import { MyApp, type MyAppObject } from '../../crd/myapp.ts'
import type { Controller } from '../../lib/controller/controller.ts'
import { isRecord } from '../../lib/json/fields.ts'
import { apiVersionOf, type KubeObject, pathOf, type Resource } from '../../lib/kube/object.ts'
import { type RunOptions, run } from '../../streams/circle/run.ts'
import type { RunEvent } from '../../streams/circle/runEvent.ts'
import { openCluster } from '../../streams/drivers/connection/openCluster.ts'
import { notConverged } from '../../streams/simulate/oracle.ts'
import type { ClusterUnderTest } from '../cluster/clusterUnderTest.ts'
import { eventually } from '../cluster/eventually.ts'
import { controllerRequests } from '../cluster/proxy/controllerRequests.ts'
import { startTenancy } from '../cluster/tenancy.ts'
import type { Client } from '../streams/drivers/apiserver/client.ts'

/** A namespace in the cluster under test, a user of it, and real controllers. */
export interface ProcessWorld {
  readonly cluster: ClusterUnderTest
  /** The user's requests, as an administrator. */
  readonly client: Client
  readonly namespace: string
  readonly create: (name: string, spec?: object) => Promise<void>
  readonly edit: (name: string, spec: object) => Promise<void>
  /** All objects of a kind, read now. */
  readonly objects: (resource: Resource) => Promise<readonly KubeObject[]>
  readonly apps: () => Promise<readonly MyAppObject[]>
  /** Runs a controller in this process, connected by the real driver, until `stop`. */
  readonly run: <O extends KubeObject>(controller: Controller<O>, options?: RunOptions) => Promise<Running>
  /** Starts `sluice run` as a process of its own, and resolves when it says that it is ready. */
  readonly spawn: () => Promise<ChildProcess>
  /** Resolves once these MyApps are Ready and their children are as desired. */
  readonly converged: (names: readonly string[]) => Promise<void>
  /** Writes and consistent reads by controllers so far. */
  readonly requests: () => number
  readonly stop: () => Promise<void>
}

export interface Running {
  readonly events: readonly RunEvent[]
  readonly events$: Observable<RunEvent>
  readonly stop: () => Promise<void>
}

export const startProcessWorld = async (): Promise<ProcessWorld> => {
  const tenancy = await startTenancy({ podReadyAfterMs: 5 })
  const { cluster, client, kubeconfig, namespace } = tenancy
  const path = pathOf(MyApp, namespace)
  const running: Running[] = []
  const children: ChildProcess[] = []

  const objects = async (resource: Resource): Promise<readonly KubeObject[]> => {
    const { code, text, json } = await retried(() => client.send({ path: pathOf(resource, namespace) }))
    if (code !== 200 || !Array.isArray(json.items)) throw new Error(`${resource.plural}: ${text}`)
    return json.items.map(item => ({ ...item, apiVersion: apiVersionOf(resource), kind: resource.kind }))
  }

  const apps = async (): Promise<readonly MyAppObject[]> =>
    (await objects(MyApp)).flatMap(object => (MyApp.codec.is(object) ? [object] : []))

  const everything = async (): Promise<ReadonlyMap<Resource, readonly KubeObject[]>> => {
    const resources = [myApp.watches, ...myApp.owns.map(({ resource }) => resource)]
    return new Map(await Promise.all(resources.map(async each => [each, await objects(each)] as const)))
  }

  return {
    cluster,
    client,
    namespace,
    objects,
    apps,
    create: (name, spec = { image: 'web:1', port: 80 }) =>
      send(client, 'POST', path, { apiVersion: 'example.com/v1', kind: 'MyApp', metadata: { name }, spec }),
    edit: (name, spec) => send(client, 'PATCH', `${path}/${name}`, { spec }),
    run: async (controller, options = {}) => {
      const opened = await openCluster({ kubeconfig })
      if (isLeft(opened)) throw new Error(opened.left)
      const events: RunEvent[] = []
      const events$ = new Subject<RunEvent>()
      const sources = { ...opened.right.sources, leading$: of(true) }
      const subscription = run(controller, sources, { namespace, ...options }).subscribe(event => {
        events.push(event)
        events$.next(event)
      })
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
      const args = [cli, 'run', '--kubeconfig', kubeconfig, '--namespace', namespace, '--log-format', 'json']
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
      children.push(child)
      await new Promise<void>((resolve, reject) => {
        createInterface(child.stdout).on('line', line => line.includes('"msg":"ready"') && resolve())
        child.once('exit', code => reject(new Error(`sluice run ended with ${code}`)))
      })
      return child
    },
    converged: names =>
      eventually(`${names.join(', ')} converged`, async () => {
        const present = await apps()
        if (!names.every(name => present.some(app => app.metadata.name === name && isReady(app)))) return false
        const [seen, again] = [await everything(), await everything()]
        // Each kind is a request of its own. Two equal rounds show one common state between them.
        if (JSON.stringify([...seen.values()]) !== JSON.stringify([...again.values()])) return false
        return notConverged(myApp, resource => known(seen.get(resource)), Date.now()).length === 0
      }),
    requests: () => controllerRequests(cluster),
    stop: async () => {
      for (const child of children) {
        if (child.exitCode !== null || child.signalCode !== null) continue
        child.kill('SIGKILL')
        await once(child, 'exit')
      }
      await Promise.all(running.map(each => each.stop()))
      await tenancy.stop()
    },
  }
}

const known = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error('a kind that was not read')
  return value
}

/** A condition of a MyApp. */
export const conditionOf = (app: MyAppObject | undefined, type: string): Readonly<Record<string, unknown>> => {
  const conditions: unknown = app?.status?.conditions
  const found: unknown = Array.isArray(conditions) ? conditions.find(each => each?.type === type) : undefined
  return isRecord(found) ? found : {}
}

const isReady = (app: MyAppObject): boolean => {
  const { status, observedGeneration } = conditionOf(app, 'Ready')
  return status === 'True' && observedGeneration === app.metadata.generation
}

/** Retries up to ten times: a kept connection may turn out to be broken when it is used again. */
const retried = <T>(ask: () => Promise<T>, times = 10): Promise<T> =>
  ask().catch(error => {
    if (times === 0) throw error
    return retried(ask, times - 1)
  })

const send = async (client: Client, method: string, at: string, body: object): Promise<void> => {
  const headers = method === 'PATCH' ? { 'content-type': 'application/merge-patch+json' } : {}
  const { code, text } = await retried(() => client.send({ method, path: at, body, headers }))
  if (code >= 300) throw new Error(`${method} ${at}: ${text}`)
}
