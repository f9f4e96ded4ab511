import * as t from 'io-ts'
import { KubeObject, kind, type Resource } from './object.ts'
import { quick } from './quick.ts'

/** The built-in kinds that controllers own most often. Any other is one call of `kind`. */

const DeploymentStatus = t.partial({
  observedGeneration: t.number,
  replicas: t.number,
  updatedReplicas: t.number,
  readyReplicas: t.number,
  availableReplicas: t.number,
  unavailableReplicas: t.number,
  conditions: t.readonlyArray(
    t.intersection([t.type({ type: t.string, status: t.string }), t.partial({ reason: t.string, message: t.string })]),
  ),
})

const DeploymentObject = t.intersection([
  KubeObject,
  t.type({ spec: t.intersection([t.UnknownRecord, t.partial({ replicas: t.number })]) }),
  t.partial({ status: DeploymentStatus }),
])
export type DeploymentObject = t.TypeOf<typeof DeploymentObject>

const ConfigMapObject = t.intersection([KubeObject, t.partial({ data: t.readonly(t.record(t.string, t.string)) })])
export type ConfigMapObject = t.TypeOf<typeof ConfigMapObject>

export const Deployment: Resource<DeploymentObject> = {
  ...kind('apps', 'v1', 'Deployment', 'deployments'),
  codec: quick(DeploymentObject),
}
export const ConfigMap: Resource<ConfigMapObject> = {
  ...kind('', 'v1', 'ConfigMap', 'configmaps'),
  codec: quick(ConfigMapObject),
}
export const Service: Resource = kind('', 'v1', 'Service', 'services')
