import { isDeepStrictEqual } from 'node:util'
import { MyApp } from '../../../crd/myapp.ts'
import { ConfigMap, Deployment, Service } from '../../../lib/kube/kinds.ts'
import { pathOf as collectionOf } from '../../../lib/kube/object.ts'
import type { Administrator } from '../administrator.ts'
import { eventually } from '../eventually.ts'
import { conditionOf, mergePatch, myAppsIn } from './myApps.ts'

export interface LifeOptions {
  /** Once it exists. */
  readonly meanwhile?: () => Promise<void>
  /** The port to which 80 is changed. Default: the port is removed, which webhooks may refuse. */
  readonly port?: number | null
}

/**
 * Takes a MyApp through every change for which its controller needs a right, one after
 * the other, and waits for each until controller and cluster have acted on it.
 */
export const liveThrough = async (
  administrator: Administrator,
  namespace: string,
  name: string,
  { meanwhile = async () => undefined, port = null }: LifeOptions = {},
): Promise<void> => {
  const { ask } = administrator
  const { create, edit, pathOf, read, converged } = myAppsIn(administrator, namespace)

  const ready = async (of = name): Promise<void> => {
    await eventually(`${of} is Ready through pods that are`, async () => {
      const app = await read(MyApp, of)
      const { status, observedGeneration } = conditionOf(app, 'Ready') ?? {}
      return status === 'True' && observedGeneration === Object(app?.metadata).generation
    })
    await converged()
  }
  const created = async (): Promise<void> => {
    await create(name)
    await ready()
  }
  const edited = async (): Promise<void> => {
    await edit(name, { image: 'web:2', port, config: { 'a.txt': 'two' } })
    await ready()
  }
  const repaired = async (): Promise<void> => {
    await ask('DELETE', pathOf(Deployment, name))
    await ask('PATCH', pathOf(ConfigMap, name), { data: { 'a.txt': 'drifted' } }, mergePatch)
    await eventually(`${name} is repaired`, async () => {
      return isDeepStrictEqual(Object(await read(ConfigMap, name)).data, { 'a.txt': 'two' })
    })
    await ready()
  }
  const goes = async (of: string): Promise<void> => {
    await ask('DELETE', pathOf(MyApp, of))
    await eventually(`${of} is gone`, async () => (await read(MyApp, of)) === undefined)
  }
  /** Another user has a Service with the name of the next MyApp, and deletes it later. */
  const blocked = async (): Promise<void> => {
    const other = `${name}-blocked`
    await ask('POST', collectionOf(Service, namespace), { metadata: { name: other }, spec: { ports: [{ port: 1 }] } })
    await create(other)
    await eventually(`${other} says what is in its way`, async () => {
      return conditionOf(await read(MyApp, other), 'Stalled')?.reason === 'ChildNotOwned'
    })
    await ask('DELETE', pathOf(Service, other))
    await edit(other, { port: 82 })
    await ready(other)
    await goes(other)
  }
  /** Deletes the MyApp; the garbage collector deletes its children. */
  const deleted = (): Promise<void> => goes(name)
  for (const step of [created, meanwhile, edited, repaired, blocked, deleted]) await step()
}
