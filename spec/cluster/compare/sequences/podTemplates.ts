import type { Sequence } from '../sequence.ts'
import { mergePatch, post } from '../steps.ts'
import { container, deployment, withContainer, withPod } from './objects.ts'
import { deployments } from './paths.ts'

/** Pod templates: defaults, and fields that make no sense. */
export const podTemplates: readonly Sequence[] = [
  {
    name: 'quantities are written as the server writes them',
    steps: [
      post(
        deployments,
        deployment(
          'web',
          withContainer({
            resources: { requests: { cpu: '1000m', memory: '1024Mi' }, limits: { cpu: 2, memory: '1e9' } },
          }),
        ),
      ),
      post(
        deployments,
        deployment(
          'other',
          withContainer({
            resources: {
              requests: { cpu: '0.1', memory: '1536Ki', 'example.com/thing': '3' },
              limits: { cpu: '1.5', 'example.com/thing': '3' },
            },
          }),
        ),
      ),
      mergePatch(`${deployments}/web`, { metadata: { labels: { a: 'b' } } }),
    ].map(step => step),
  },
  {
    name: 'fields of a pod template that make no sense are refused',
    steps: [
      post(deployments, deployment('web', withPod({ restartPolicy: 'Never' }))),
      post(deployments, deployment('web', withPod({ restartPolicy: 'Perhaps' }))),
      post(deployments, deployment('web', withPod({ dnsPolicy: 'None' }))),
      post(deployments, deployment('web', withPod({ dnsPolicy: 'Perhaps' }))),
      post(deployments, deployment('web', withPod({ terminationGracePeriodSeconds: -1 }))),
      post(deployments, deployment('web', withPod({ activeDeadlineSeconds: 5 }))),
      post(deployments, deployment('web', withPod({ tolerations: [{ operator: 'Perhaps' }] }))),
      post(deployments, deployment('web', withPod({ serviceAccountName: 'Bad_Name' }))),
      post(deployments, deployment('web', withPod({ nodeSelector: { 'bad key': 'bad value' } }))),
      post(deployments, deployment('web', withPod({}, { labels: { app: 'web', 'bad key': 'x' } }))),
      post(deployments, deployment('web', withPod({ securityContext: { runAsUser: -1 } }))),
    ],
  },
  {
    name: 'parts of a pod template with their defaults',
    steps: [
      post(
        deployments,
        deployment(
          'web',
          withPod({
            hostNetwork: true,
            serviceAccountName: 'robot',
            initContainers: [container('first')],
            containers: [
              container('app', { image: 'app', ports: [{ containerPort: 80 }] }),
              container('side', { image: 'example.com:5000/app:latest' }),
            ],
            tolerations: [{ key: 'a', operator: 'Exists' }],
            imagePullSecrets: [{ name: 'a' }],
            topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' }],
            securityContext: { runAsUser: 0, fsGroup: 1 },
            hostPID: false,
            enableServiceLinks: false,
          }),
        ),
      ),
    ],
  },
  {
    name: 'empty values of a pod template are not kept',
    steps: [
      post(
        deployments,
        deployment(
          'web',
          withPod(
            {
              hostNetwork: false,
              nodeName: '',
              volumes: [],
              nodeSelector: {},
              tolerations: [],
              containers: [
                container('app', { env: [], args: [], command: [], stdin: false, workingDir: '', ports: [] }),
              ],
            },
            { annotations: {}, labels: { app: 'web' }, creationTimestamp: null },
          ),
        ),
      ),
    ],
  },
]
