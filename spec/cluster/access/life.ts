import { isDeepStrictEqual } from 'node:util'
import { MyApp } from '../../../crd/myapp.ts'
import { ConfigMap, Deployment, Service } from '../../../lib/kinds.ts'
import { pathOf as collectionOf } from '../../../lib/object.ts'
import type { Administrator } from '../administrator.ts'
import { eventually } from '../eventually.ts'
import { conditionOf, mergePatch, myAppsIn } from './myApps.ts'

/**
 * All that can happen to a MyApp and asks a right of its controller, one after the
 * other, each until controller and cluster have done their part. `meanwhile`: once
 * it exists.
 */
export const liveThrough = async (
  administrator: Administrator,
  namespace: string,
  name: string,
  meanwhile: () => Promise<void> = async () => undefined,
): Promise<void> => {
  const { ask } = administrator
  const { create, edit, pathOf, read, converged } = myAppsIn(administrator, namespace)

  const ready = async (): Promise<void> => {
    await eventually(`${name} is Ready through pods that are`, async () => {
      const app = await read(MyApp, name)
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
    await edit(name, { image: 'web:2', port: null, config: { 'a.txt': 'two' } })
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
  /** Somebody else has a Service of its name, and takes it away. */
  const blocked = async (): Promise<void> => {
    await ask('POST', collectionOf(Service, namespace), { metadata: { name }, spec: { ports: [{ port: 1 }] } })
    await edit(name, { port: 81 })
    await eventually(`${name} says what is in its way`, async () => {
      return conditionOf(await read(MyApp, name), 'Stalled')?.reason === 'ChildNotOwned'
    })
    await ask('DELETE', pathOf(Service, name))
    await edit(name, { port: 82 })
    await ready()
  }
  /** What it leaves is the garbage collector's. */
  const deleted = async (): Promise<void> => {
    await ask('DELETE', pathOf(MyApp, name))
    await eventually(`${name} is gone`, async () => (await read(MyApp, name)) === undefined)
  }
  for (const step of [created, meanwhile, edited, repaired, blocked, deleted]) await step()
}
