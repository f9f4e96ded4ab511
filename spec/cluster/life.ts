import { isDeepStrictEqual } from 'node:util'
import { MyApp } from '../../crd/myapp.ts'
import { ConfigMap, Deployment, Service } from '../../lib/kinds.ts'
import { pathOf as collectionOf } from '../../lib/object.ts'
import type { Administrator } from './administrator.ts'
import { eventually } from './eventually.ts'
import { conditionOf, mergePatch, myAppsIn } from './myApps.ts'

/** What can happen to the MyApps of a namespace, each resolving when the controller and all others have done their part. */
export interface Life {
  readonly created: (name: string) => Promise<void>
  readonly edited: (name: string) => Promise<void>
  readonly deleted: (name: string) => Promise<void>
  /** Everything that asks a right of its controller, one after the other. */
  readonly wholeLifeOf: (name: string) => Promise<void>
}

export const lifeIn = (administrator: Administrator, namespace: string): Life => {
  const { ask } = administrator
  const { create, edit, pathOf, read, converged } = myAppsIn(administrator, namespace)

  const ready = async (name: string): Promise<void> => {
    await eventually(`${name} is Ready through pods that are`, async () => {
      const app = await read(MyApp, name)
      const { status, observedGeneration } = conditionOf(app, 'Ready') ?? {}
      return status === 'True' && observedGeneration === Object(app?.metadata).generation
    })
    await converged()
  }
  const created: Life['created'] = async name => {
    await create(name)
    await ready(name)
  }
  const edited: Life['edited'] = async name => {
    await edit(name, { image: 'web:2', port: null, config: { 'a.txt': 'two' } })
    await ready(name)
  }
  const repaired = async (name: string): Promise<void> => {
    await ask('DELETE', pathOf(Deployment, name))
    await ask('PATCH', pathOf(ConfigMap, name), { data: { 'a.txt': 'drifted' } }, mergePatch)
    await eventually(`${name} is repaired`, async () => {
      return isDeepStrictEqual(Object(await read(ConfigMap, name)).data, { 'a.txt': 'two' })
    })
    await ready(name)
  }
  /** Somebody else has a Service of its name. */
  const blocked = async (name: string): Promise<void> => {
    await ask('POST', collectionOf(Service, namespace), { metadata: { name }, spec: { ports: [{ port: 1 }] } })
    await edit(name, { port: 81 })
    await eventually(`${name} says what is in its way`, async () => {
      return conditionOf(await read(MyApp, name), 'Stalled')?.reason === 'ChildNotOwned'
    })
    await ask('DELETE', pathOf(Service, name))
    await edit(name, { port: 82 })
    await ready(name)
  }
  const deleted: Life['deleted'] = async name => {
    await ask('DELETE', pathOf(MyApp, name))
    await eventually(`nothing is left of ${name}`, async () => {
      const left = await Promise.all([MyApp, Deployment, Service, ConfigMap].map(kind => read(kind, name)))
      return left.every(object => object === undefined)
    })
  }
  return {
    created,
    edited,
    deleted,
    wholeLifeOf: async name => {
      for (const step of [created, edited, repaired, blocked, deleted]) await step(name)
    },
  }
}
