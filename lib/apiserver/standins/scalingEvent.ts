import { timestamp } from '../objects/timestamp.ts'
import type { ApiRequest } from '../wire/request.ts'
import type { DeploymentShape, StandinKind } from './shapes.ts'
import { type Actor, createRequest } from './write.ts'

const events: StandinKind = { group: '', version: 'v1', kind: 'Event', plural: 'events', namespaced: true }

/** The Event that a ReplicaSet of the Deployment was scaled. */
export const scalingEvent = (
  actor: Actor,
  deployment: DeploymentShape,
  name: string,
  from: number,
  to: number,
  nowMs: number,
): ApiRequest => {
  const { namespace, uid, resourceVersion } = deployment.metadata
  const now = timestamp(nowMs)
  return createRequest(actor, events, namespace, {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { generateName: `${deployment.metadata.name}.` },
    involvedObject: {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      name: deployment.metadata.name,
      namespace,
      uid,
      resourceVersion,
    },
    type: 'Normal',
    reason: 'ScalingReplicaSet',
    message: `Scaled ${to > from ? 'up' : 'down'} replica set ${name} from ${from} to ${to}`,
    source: { component: 'deployment-controller' },
    reportingComponent: 'deployment-controller',
    reportingInstance: '',
    firstTimestamp: now,
    lastTimestamp: now,
    count: 1,
  })
}
