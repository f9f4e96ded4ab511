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
  /** It is changed to, after 80. Default: it has none any more, which webhooks may refuse. */
  readonly port?: number | null
}

/**
 * All that can happen to a MyApp and asks a right of its controller, one after the
 * other, each until controller and cluster have done their part.
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
  /** Of another one's name somebody else has a Service, and takes it away. */
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
  /** What it leaves is the garbage collector's. */
  const deleted = (): Promise<void> => goes(name)
  for (const step of [created, meanwhile, edited, repaired, blocked, deleted]) await step()
}
