import { fingerprint } from '../lib/json/fingerprint.ts'
import type { Manifest } from '../lib/kube/object.ts'
import { hasConfig } from './configMap.ts'
import { myAppLabels } from './labels.ts'
import type { MyAppObject, MyAppSpec } from './myapp.ts'

/** On the pod template: pods are replaced when their files change. */
export const CONFIG_HASH = 'example.com/config-hash'

/** An annotation of the Deployment, which tells whether an observed one is what is desired now, or an older one. */
export const SPEC_HASH = 'example.com/spec-hash'

/** The pods of a MyApp. */
export const deployment = (app: MyAppObject): Manifest => {
  const spec = deploymentSpec(app)
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: app.metadata.name, labels: myAppLabels(app), annotations: { [SPEC_HASH]: fingerprint(spec) } },
    spec,
  }
}

const deploymentSpec = (app: MyAppObject) => ({
  replicas: app.spec.replicas,
  selector: { matchLabels: myAppLabels(app) },
  template: {
    metadata: {
      labels: myAppLabels(app),
      ...(hasConfig(app) && { annotations: { [CONFIG_HASH]: fingerprint(app.spec.config) } }),
    },
    spec: {
      // Whoever may create a MyApp gets neither a token nor more rights on the node than anybody has.
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [container(app)],
      ...(hasConfig(app) && { volumes: [{ name: 'config', configMap: { name: app.metadata.name } }] }),
    },
  },
})

const container = (app: MyAppObject) => {
  const { image, port, env = {}, resources } = app.spec
  // Nothing empty is said: the API server leaves it out of its answer, and it would look like drift.
  const variables = sorted(env).map(([name, value]) => (value === '' ? { name } : { name, value }))
  const amounts = amountsOf(resources ?? {})
  return {
    name: 'app',
    image,
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
    ...(variables.length > 0 && { env: variables }),
    ...(port !== undefined && { ports: [{ name: 'http', containerPort: port, protocol: 'TCP' }] }),
    ...(Object.keys(amounts).length > 0 && { resources: amounts }),
    ...(hasConfig(app) && { volumeMounts: [{ name: 'config', mountPath: '/etc/config', readOnly: true }] }),
  }
}

/** Quantities as text: the API server answers so, also where it was given a number. */
const amountsOf = (resources: NonNullable<MyAppSpec['resources']>) =>
  Object.fromEntries(
    sorted(resources)
      .map(([purpose, amounts = {}]) => [purpose, sorted(amounts)] as const)
      .filter(([, amounts]) => amounts.length > 0)
      .map(([purpose, amounts]) => [purpose, Object.fromEntries(amounts.map(([name, amount]) => [name, `${amount}`]))]),
  )

/** By code unit: the same on every machine. */
const sorted = <V>(map: Readonly<Record<string, V>>): [string, V][] =>
  Object.entries(map).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
