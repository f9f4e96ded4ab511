import { recordAt, recordsAt, textAt, withEach } from '../../json/fields.ts'
import type { ApiObject } from '../objects/resourceType.ts'
import { nameSuffix } from '../objects/uid.ts'

/** The fields that the server adds to a new Pod and no manager owns: identity, tolerations of failing Nodes, priority. */
export const admitPod = (pod: ApiObject, old: ApiObject | undefined, unique: () => number): ApiObject => {
  if (old !== undefined) return pod
  const spec = recordAt(pod, 'spec')
  const account = textAt(spec, 'serviceAccountName') || 'default'
  const identified = { ...spec, serviceAccountName: account, serviceAccount: account }
  const placed = {
    ...(spec.automountServiceAccountToken === false ? identified : withToken(identified, nameSuffix(0, unique()))),
    tolerations: [...recordsAt(spec, 'tolerations'), ...failures.filter(key => !tolerates(spec, key)).map(toleration)],
    priority: spec.priority ?? priorities[textAt(spec, 'priorityClassName')] ?? 0,
    preemptionPolicy: spec.preemptionPolicy ?? 'PreemptLowerPriority',
  }
  return { ...pod, spec: placed }
}

/** The classes that every cluster has. */
export const priorities: { readonly [name: string]: number | undefined } = {
  'system-cluster-critical': 2_000_000_000,
  'system-node-critical': 2_000_001_000,
}

const failures = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable']

const toleration = (key: string): ApiObject => ({
  key,
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds: 300,
})

const tolerates = (spec: ApiObject, taint: string): boolean =>
  recordsAt(spec, 'tolerations').some(
    ({ key = '', effect = '' }) => (key === taint || key === '') && (effect === 'NoExecute' || effect === ''),
  )

const mountPath = '/var/run/secrets/kubernetes.io/serviceaccount'

/** With a volume for the token of its ServiceAccount, mounted where no other volume is. */
const withToken = (spec: ApiObject, suffix: string): ApiObject => {
  const name = `kube-api-access-${suffix}`
  const sources = [
    { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
    { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
    {
      downwardAPI: {
        items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }],
      },
    },
  ]
  const mounted = (container: ApiObject): ApiObject => {
    const mounts = recordsAt(container, 'volumeMounts')
    return mounts.some(mount => mount.mountPath === mountPath)
      ? container
      : { ...container, volumeMounts: [...mounts, { name, readOnly: true, mountPath }] }
  }
  return {
    ...withEach(withEach(spec, 'containers', mounted), 'initContainers', mounted),
    volumes: [...recordsAt(spec, 'volumes'), { name, projected: { sources, defaultMode: 420 } }],
  }
}
