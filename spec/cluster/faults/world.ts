import assert from 'node:assert/strict'
import { crdManifest } from '../../../crd/manifests.ts'
import { MyApp } from '../../../crd/myapp.ts'
import { type Key, keyOf, pathOf } from '../../../lib/kube/object.ts'
import type { RunOptions } from '../../../streams/circle/run.ts'
import type { AdminClient } from '../controlPlane/adminClient.ts'
import { type ControlPlane, type ControlPlaneOptions, startControlPlane } from '../controlPlane/controlPlane.ts'
import { eventually } from '../eventually.ts'
import { type Audit, startAudit } from './audit.ts'
import { type Everything, faultsIn, listEverything } from './everything.ts'
import { patiently, type Send } from './patiently.ts'
import { type Running, startRunning } from './running.ts'

/** A real control plane to break, a user of it, and MyApp controllers in this process. */
export interface FaultWorld {
  readonly plane: ControlPlane
  readonly audit: Audit
  /** The user's requests, each sent until it is answered. */
  readonly send: Send
  readonly create: (name: string, spec?: object, namespace?: string) => Promise<void>
  /** A merge patch of the spec. */
  readonly edit: (name: string, spec: object, namespace?: string) => Promise<void>
  readonly remove: (name: string, propagationPolicy?: string, namespace?: string) => Promise<void>
  readonly run: (options?: RunOptions & { readonly kubeconfig?: string }) => Promise<Running>
  /** Waits for `converged`, then asserts that `running` sends nothing. */
  readonly settles: (running: Running, count: number) => Promise<Everything>
  /** Waits for `converged`, then asserts that a new controller sends nothing, at its start and at three resyncs. */
  readonly needsNothing: (count: number) => Promise<Everything>
  /** Resolves with all objects once exactly `count` MyApps are Ready through Pods and `everything` lists no difference. */
  readonly converged: (count: number) => Promise<Everything>
  readonly stop: () => Promise<void>
}

export const startFaultWorld = async ({
  apiServerFlags = [],
  ...options
}: ControlPlaneOptions = {}): Promise<FaultWorld> => {
  const audit = await startAudit()
  const plane = await startControlPlane({
    ...options,
    apiServerFlags: [...apiServerFlags, ...audit.flags],
    prepare: options.prepare ?? installCrd,
  })
  const send = patiently(plane.client.send)
  const running: Running[] = []
  const run: FaultWorld['run'] = async ({ kubeconfig = plane.kubeconfigFile, ...options } = {}) => {
    const started = await startRunning(kubeconfig, audit, options)
    running.push(started)
    return started
  }

  const converged: FaultWorld['converged'] = async count => {
    let found: Everything | undefined
    await eventually(`${count} MyApps are as they should be`, async () => {
      found = await listEverything(plane.client)
      const faults = [...faultsIn(found), ...(found.apps.length === count ? [] : [`${found.apps.length} MyApps`])]
      if (faults.length > 0) throw new Error(faults.slice(0, 20).join('\n'))
      return true
    })
    if (found === undefined) throw new Error('nothing was listed')
    return found
  }

  return {
    plane,
    audit,
    send,
    create: async (name, spec = { image: 'web:1', port: 80 }, namespace = 'default') => {
      const app = { apiVersion: 'example.com/v1', kind: 'MyApp', metadata: { name }, spec }
      await send('POST', pathOf(MyApp, namespace), app)
    },
    edit: async (name, spec, namespace = 'default') => {
      await send('PATCH', pathOf(MyApp, namespace, name), { spec }, 'application/merge-patch+json')
    },
    remove: async (name, propagationPolicy = 'Background', namespace = 'default') => {
      await send('DELETE', pathOf(MyApp, namespace, name), { propagationPolicy })
    },
    run,
    converged,
    settles: async (controller, count) => {
      const found = await converged(count)
      await controller.staysSilent(keysOf(found))
      return found
    },
    needsNothing: async count => {
      const found = await converged(count)
      const before = (await audit.requests()).length
      const afresh = await run()
      await afresh.staysSilent(keysOf(found))
      assert.deepEqual((await audit.requests()).slice(before), [])
      return found
    },
    stop: async () => {
      await Promise.all(running.map(each => each.stop()))
      await plane.stop()
      await audit.stop()
    },
  }
}

const keysOf = ({ apps }: Everything): readonly Key[] => apps.map(({ metadata }) => keyOf(metadata))

/** Resolves once the API server serves MyApps. */
export const installCrd = async (client: AdminClient, crd = crdManifest('nobody')): Promise<void> => {
  await patiently(client.send)('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', crd)
  await eventually('MyApps are served', async () => (await client.send('GET', pathOf(MyApp))).code === 200)
}

/** `app-0`, `app-1`, … */
export const names = (count: number): readonly string[] => Array.from({ length: count }, (_, at) => `app-${at}`)
