import type { Manifest } from '../kube/object.ts'
import { certificateFolder, usesCertManager } from './certManager.ts'
import { type Installation, installationLabels, placed, ports, servesWebhooks } from './installation.ts'
import { webhookService } from './webhooks.ts'

/** Its pods. */
export const controllerDeployment = (installation: Installation): Manifest => {
  const { name, replicas = 3 } = installation
  const labels = installationLabels(installation)
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: placed(installation),
    spec: {
      replicas,
      selector: { matchLabels: labels },
      // Webhooks are answered all the while.
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      template: {
        metadata: { labels, annotations: { 'kubectl.kubernetes.io/default-container': 'controller' } },
        spec: {
          serviceAccountName: name,
          automountServiceAccountToken: true,
          enableServiceLinks: false,
          securityContext: {
            runAsNonRoot: true,
            seccompProfile: { type: 'RuntimeDefault' },
            ...(usesCertManager(installation) && { fsGroup: imageUser }),
          },
          topologySpreadConstraints: ['kubernetes.io/hostname', 'topology.kubernetes.io/zone'].map(topologyKey => ({
            topologyKey,
            maxSkew: 1,
            whenUnsatisfiable: 'ScheduleAnyway',
            labelSelector: { matchLabels: labels },
            matchLabelKeys: ['pod-template-hash'],
          })),
          terminationGracePeriodSeconds: sleepSeconds + drainSeconds + 10,
          containers: [container(installation)],
          ...(usesCertManager(installation) && { volumes: [certificateVolume(installation)] }),
        },
      },
    },
  }
}

/** Of the Dockerfile. */
const imageUser = 65532

/** Before SIGTERM: until then no Service leads to the pod any more. */
const sleepSeconds = 5
/** The program ends what it has begun within that. */
const drainSeconds = 30

const container = (installation: Installation) => ({
  name: 'controller',
  image: installation.image,
  args: argumentsOf(installation),
  ports: [
    ...(servesWebhooks(installation) ? [{ name: 'webhooks', containerPort: ports.webhooks, protocol: 'TCP' }] : []),
    { name: 'metrics', containerPort: ports.metrics, protocol: 'TCP' },
    { name: 'probes', containerPort: ports.probes, protocol: 'TCP' },
  ],
  startupProbe: probe('/healthz', { periodSeconds: 1, failureThreshold: 60 }),
  livenessProbe: probe('/healthz', { periodSeconds: 20 }),
  readinessProbe: probe('/readyz', { periodSeconds: 5 }),
  lifecycle: { preStop: { sleep: { seconds: sleepSeconds } } },
  // Measured with all that is served: 101 MiB at rest, at most 124 with 1,000 objects of 3 children each, and 159 with
  // 5,000. CPU is needed in bursts only, so it has no limit.
  resources: { requests: { cpu: '50m', memory: '128Mi' }, limits: { memory: '256Mi' } },
  securityContext: {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    readOnlyRootFilesystem: true,
  },
  ...(usesCertManager(installation) && {
    volumeMounts: [{ name: 'certificates', mountPath: certificateFolder, readOnly: true }],
  }),
})

/** The group of the image's user may read it. */
const certificateVolume = (installation: Installation) => ({
  name: 'certificates',
  secret: { secretName: webhookService(installation).name, defaultMode: 0o440 },
})

const probe = (path: string, times: { readonly periodSeconds: number; readonly failureThreshold?: number }) => ({
  httpGet: { path, port: 'probes' },
  timeoutSeconds: 3,
  ...times,
})

/** The flags of the program, each with its default, to be seen and changed. */
export const argumentsOf = (installation: Installation): readonly string[] => [
  'run',
  ...(installation.file === undefined ? [] : [installation.file]),
  '--leader-elect=true',
  '--leader-elect-lease-duration=15s',
  '--leader-elect-renew-deadline=10s',
  '--leader-elect-retry-period=2s',
  `--leader-elect-resource-name=${installation.name}`,
  `--leader-elect-resource-namespace=${installation.namespace}`,
  `--metrics-bind-address=:${ports.metrics}`,
  ...(installation.metricsSecure ? ['--metrics-secure=true'] : []),
  `--health-probe-bind-address=:${ports.probes}`,
  ...(servesWebhooks(installation) ? [`--webhook-bind-address=:${ports.webhooks}`] : []),
  ...(usesCertManager(installation) ? [`--webhook-cert-dir=${certificateFolder}`] : []),
  ...(installation.watchedNamespace === undefined ? [] : [`--namespace=${installation.watchedNamespace}`]),
  '--events=true',
  `--installation=${installation.name}`,
  '--log-format=json',
]

/** Lets nodes be drained, one pod at a time. A pod that never becomes ready delays no drain. */
export const disruptionBudget = (installation: Installation): Manifest => ({
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: placed(installation),
  spec: {
    maxUnavailable: 1,
    selector: { matchLabels: installationLabels(installation) },
    unhealthyPodEvictionPolicy: 'AlwaysAllow',
  },
})
