import { randomBytes } from 'node:crypto'
import { isLeft } from 'fp-ts/lib/Either.js'
import { lastValueFrom } from 'rxjs'
import { MyApp } from '../../../crd/myapp.ts'
import { pathOf, type Resource } from '../../../lib/kube/object.ts'
import { openCluster } from '../../../streams/drivers/connection/openCluster.ts'
import { install } from '../../../streams/drivers/demo/install.ts'
import { startControlPlane } from '../../cluster/controlPlane/controlPlane.ts'
import { manifestOf } from '../objects.ts'
import { inParallel } from './inParallel.ts'
import type { Measuring } from './measure.ts'
import type { Candidate, Options } from './options.ts'
import { type Program, startProgram } from './program.ts'
import { type BenchWorld, watchWorld } from './world.ts'

/** A new control plane with the MyApps of one run, and a user who changes them. */
export interface Stage extends Measuring {
  readonly world: BenchWorld
  readonly names: readonly string[]
  readonly edits: number
  readonly limitMs: number
  readonly start: () => Program
  /** A merge patch of the spec of a MyApp. */
  readonly edit: (name: string, spec: object) => Promise<unknown>
  readonly remove: (resource: Resource, name: string) => Promise<unknown>
  readonly close: () => Promise<void>
}

/** etcd and the API server only: a controller manager would be measured too. */
export const setStage = async ({ command }: Candidate, { count, edits, limitMs }: Options): Promise<Stage> => {
  const plane = await startControlPlane({ controllers: false })
  try {
    const opened = await openCluster({ kubeconfig: plane.kubeconfigFile })
    if (isLeft(opened)) throw new Error(opened.left)
    const connection = opened.right
    const namespace = `bench-${randomBytes(4).toString('hex')}`
    await lastValueFrom(install(connection, namespace), { defaultValue: undefined })
    const ask = (method: string, path: string, body?: object, contentType?: string) =>
      lastValueFrom(connection.request(method, path, { body, ...(contentType !== undefined && { contentType }) }))
    const apps = Array.from({ length: count }, (_, at) => manifestOf(namespace, at))
    await inParallel(apps, app => ask('POST', pathOf(MyApp, namespace), app))
    const world = await watchWorld(connection, namespace)
    return {
      client: plane.client,
      count,
      world,
      names: apps.map(({ metadata }) => metadata.name),
      edits,
      limitMs,
      start: () => startProgram(command.map(word => word.replaceAll('{kubeconfig}', plane.kubeconfigFile))),
      edit: (name, spec) => ask('PATCH', pathOf(MyApp, namespace, name), { spec }, 'application/merge-patch+json'),
      remove: (resource, name) => ask('DELETE', pathOf(resource, namespace, name)),
      close: async () => {
        world.stop()
        await connection.close()
        await plane.stop()
      },
    }
  } catch (error) {
    await plane.stop()
    throw error
  }
}
