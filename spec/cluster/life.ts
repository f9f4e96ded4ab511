import { isDeepStrictEqual } from 'node:util'
import { myApp } from '../../crd/controller.ts'
import { MyApp } from '../../crd/myapp.ts'
import { ConfigMap, Deployment, Service } from '../../lib/kinds.ts'
import { apiVersionOf, KubeObject, pathOf, type Resource } from '../../lib/object.ts'
import { notConverged } from '../../streams/simulate/oracle.ts'
import type { Administrator, Json } from './administrator.ts'
import { eventually } from './eventually.ts'

/** What can happen to the MyApps of a namespace, each resolving when the controller has done its part. */
export interface Life {
  readonly created: (name: string) => Promise<void>
  readonly edited: (name: string) => Promise<void>
  readonly deleted: (name: string) => Promise<void>
  /** Everything that asks a right of its controller, one after the other. */
  readonly wholeLifeOf: (name: string) => Promise<void>
}

const mergePatch = 'application/merge-patch+json'

export const lifeIn = ({ ask, send }: Administrator, namespace: string): Life => {
  const at = (resource: Resource, name: string) => pathOf(resource, namespace, name)
  const read = async (resource: Resource, name: string): Promise<Json | undefined> => {
    const { code, json } = await send('GET', at(resource, name))
    return code === 200 ? json : undefined
  }
  const edit = (name: string, spec: object) => ask('PATCH', at(MyApp, name), { spec }, mergePatch)

  const listed = async (resource: Resource): Promise<readonly KubeObject[]> => {
    const { items } = await ask('GET', pathOf(resource, namespace))
    const identity = { apiVersion: apiVersionOf(resource), kind: resource.kind }
    return Array.isArray(items) ? items.map(item => ({ ...item, ...identity })).filter(KubeObject.is) : []
  }
  /** As the controller wants it, seen from outside, and Ready through real pods. */
  const isReady = async (name: string): Promise<boolean> => {
    const kinds = [MyApp, ...myApp.owns.map(({ resource }) => resource)]
    const lists = new Map(await Promise.all(kinds.map(async kind => [kind.plural, await listed(kind)] as const)))
    const faults = notConverged(myApp, resource => lists.get(resource.plural) ?? [], Date.now())
    if (faults.length > 0) throw new Error(faults.join('\n'))
    const condition = conditionOf(await read(MyApp, name), 'Ready')
    return condition?.status === 'True'
  }
  const ready = (name: string) => eventually(`${name} is Ready and nothing is left to do`, () => isReady(name))

  const created: Life['created'] = async name => {
    const spec = { image: 'web:1', replicas: 2, port: 80, config: { 'a.txt': 'one' } }
    await ask('POST', pathOf(MyApp, namespace), {
      apiVersion: 'example.com/v1',
      kind: 'MyApp',
      metadata: { name },
      spec,
    })
    await ready(name)
  }
  const edited: Life['edited'] = async name => {
    await edit(name, { image: 'web:2', port: null, config: { 'a.txt': 'two' } })
    await ready(name)
  }
  const repaired = async (name: string): Promise<void> => {
    await ask('DELETE', at(Deployment, name))
    await ask('PATCH', at(ConfigMap, name), { data: { 'a.txt': 'drifted' } }, mergePatch)
    await eventually(`${name} is repaired`, async () => {
      return isDeepStrictEqual(Object(await read(ConfigMap, name)).data, { 'a.txt': 'two' })
    })
    await ready(name)
  }
  /** Somebody else has a Service of its name. */
  const blocked = async (name: string): Promise<void> => {
    await ask('POST', pathOf(Service, namespace), { metadata: { name }, spec: { ports: [{ port: 1 }] } })
    await edit(name, { port: 81 })
    await eventually(`${name} says what is in its way`, async () => {
      return conditionOf(await read(MyApp, name), 'Stalled')?.reason === 'ChildNotOwned'
    })
    await ask('DELETE', at(Service, name))
    await edit(name, { port: 82 })
    await ready(name)
  }
  const deleted: Life['deleted'] = async name => {
    await ask('DELETE', at(MyApp, name))
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

/** Of `status.conditions`. */
export const conditionOf = (object: Json | undefined, type: string): Json | undefined => {
  const conditions: unknown = Object(object?.status).conditions
  return Array.isArray(conditions) ? conditions.find(each => each.type === type) : undefined
}
