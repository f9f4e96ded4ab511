import { myApp } from '../../../crd/controller.ts'
import { MyApp } from '../../../crd/myapp.ts'
import { apiVersionOf, KubeObject, pathOf, type Resource } from '../../../lib/kube/object.ts'
import { notConverged } from '../../../streams/simulate/oracle.ts'
import type { Administrator, Json } from '../administrator.ts'
import { eventually } from '../eventually.ts'

/** A user of the MyApps in one namespace. */
export interface MyApps {
  /** Creates a MyApp that has a child of every kind. */
  readonly create: (name: string) => Promise<unknown>
  /** A merge patch of the spec. */
  readonly edit: (name: string, spec: object) => Promise<unknown>
  /** Changes an annotation, so that the MyApp is planned again. */
  readonly touch: (name: string) => Promise<unknown>
  readonly pathOf: (resource: Resource, name: string) => string
  readonly read: (resource: Resource, name: string) => Promise<Json | undefined>
  /** Resolves once the MyApp and its children are as the controller should make them, read as an administrator. */
  readonly converged: () => Promise<void>
}

export const mergePatch = 'application/merge-patch+json'

export const myAppsIn = ({ ask, send }: Administrator, namespace: string): MyApps => {
  const at = (resource: Resource, name: string) => pathOf(resource, namespace, name)
  const listed = async (resource: Resource): Promise<readonly KubeObject[]> => {
    const { items } = await ask('GET', pathOf(resource, namespace))
    const identity = { apiVersion: apiVersionOf(resource), kind: resource.kind }
    return Array.isArray(items) ? items.map(item => ({ ...item, ...identity })).filter(KubeObject.is) : []
  }
  return {
    create: name =>
      ask('POST', pathOf(MyApp, namespace), {
        apiVersion: apiVersionOf(MyApp),
        kind: MyApp.kind,
        metadata: { name },
        spec: { image: 'web:1', replicas: 2, port: 80, config: { 'a.txt': 'one' } },
      }),
    edit: (name, spec) => ask('PATCH', at(MyApp, name), { spec }, mergePatch),
    touch: name => ask('PATCH', at(MyApp, name), { metadata: { annotations: { touched: 'yes' } } }, mergePatch),
    pathOf: at,
    read: async (resource, name) => {
      const { code, json } = await send('GET', at(resource, name))
      return code === 200 ? json : undefined
    },
    converged: () =>
      eventually(`nothing is left to do in ${namespace}`, async () => {
        const kinds = [MyApp, ...myApp.owns.map(({ resource }) => resource)]
        const lists = new Map(await Promise.all(kinds.map(async kind => [kind.plural, await listed(kind)] as const)))
        const faults = notConverged(myApp, resource => lists.get(resource.plural) ?? [], Date.now())
        if (faults.length > 0) throw new Error(faults.join('\n'))
        return true
      }),
  }
}

/** One entry of `status.conditions`. */
export const conditionOf = (object: Json | undefined, type: string): Json | undefined => {
  const conditions: unknown = Object(object?.status).conditions
  return Array.isArray(conditions) ? conditions.find(each => each.type === type) : undefined
}
