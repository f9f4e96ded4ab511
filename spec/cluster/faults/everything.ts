import { myApp } from '../../../crd/controller.ts'
import { MyApp, type MyAppObject } from '../../../crd/myapp.ts'
import { Deployment, type DeploymentObject } from '../../../lib/kube/kinds.ts'
import { apiVersionOf, KubeObject, keyOf, kind, pathOf, type Resource } from '../../../lib/kube/object.ts'
import { notConverged } from '../../../streams/simulate/oracle.ts'
import type { AdminClient } from '../controlPlane/adminClient.ts'

/** All MyApps, their children and Pods, as the API server lists them. */
export interface Everything {
  readonly of: (resource: Resource) => readonly KubeObject[]
  readonly apps: readonly MyAppObject[]
}

const Pod = kind('', 'v1', 'Pod', 'pods')
const kinds = [MyApp, ...myApp.owns.map(({ resource }) => resource), Pod]

/** Rejects if the server does not answer or does not serve a kind. */
export const listEverything = async (client: AdminClient): Promise<Everything> => {
  const lists = new Map<string, readonly KubeObject[]>()
  for (const resource of kinds) {
    const { code, text, json } = await client.send('GET', pathOf(resource))
    if (code !== 200 || !Array.isArray(json.items)) throw new Error(`list of ${resource.plural}: ${code} ${text}`)
    const objects: readonly unknown[] = json.items.map((item: object) => ({
      ...item,
      apiVersion: apiVersionOf(resource),
      kind: resource.kind,
    }))
    lists.set(resource.plural, objects.filter(KubeObject.is))
  }
  const of = (resource: Resource) => lists.get(resource.plural) ?? []
  return { of, apps: of(MyApp).flatMap(app => (MyApp.codec.is(app) ? [app] : [])) }
}

/** What is not as the MyApps want it, one line each; a MyApp must be Ready through Pods that are ready. */
export const faultsIn = (everything: Everything): readonly string[] => [
  ...notConverged(myApp, everything.of, Date.now()),
  ...everything.apps.flatMap(app => notReady(app, everything)),
]

const notReady = (app: MyAppObject, { of }: Everything): readonly string[] => {
  const key = keyOf(app.metadata)
  const found: string[] = []
  const ready = conditionOf(app, 'Ready')
  if (ready?.status !== 'True' || ready.observedGeneration !== app.metadata.generation) {
    found.push(`${key}: Ready is ${ready?.status}: ${ready?.message}`)
  }
  const deployment = of(Deployment).find(each => keyOf(each.metadata) === key)
  if (deployment === undefined || !Deployment.codec.is(deployment) || !isSettled(deployment, app.spec.replicas)) {
    found.push(`${key}: its Deployment is not settled`)
  }
  const pods = of(Pod).filter(
    pod =>
      pod.metadata.namespace === app.metadata.namespace &&
      pod.metadata.labels?.['app.kubernetes.io/instance'] === app.metadata.name,
  )
  const readyPods = pods.filter(pod => conditionOf(pod, 'Ready')?.status === 'True')
  if (pods.length !== app.spec.replicas || readyPods.length !== app.spec.replicas) {
    found.push(`${key}: ${readyPods.length} of ${pods.length} pods are ready, ${app.spec.replicas} are wanted`)
  }
  return found
}

/** Whether the Deployment controller has observed the Deployment and finished its rollout. */
const isSettled = ({ metadata, status = {} }: DeploymentObject, replicas: number): boolean =>
  status.observedGeneration === metadata.generation &&
  [status.replicas, status.updatedReplicas, status.availableReplicas].every((count = 0) => count === replicas)

/** One entry of `status.conditions`. */
export const conditionOf = (object: KubeObject, type: string): { readonly [field: string]: unknown } | undefined => {
  const status: unknown = Reflect.get(object, 'status')
  const conditions: unknown = Object(status).conditions
  return Array.isArray(conditions) ? conditions.find(each => each.type === type) : undefined
}
