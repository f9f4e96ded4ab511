import type { Sequence } from '../sequence.ts'
import { mergePatch, post, strategicPatch } from '../steps.ts'
import { container, defaultServiceAccount, pod } from './objects.ts'
import { pods, serviceAccounts } from './paths.ts'

/** Pods: defaults, admission, what cannot be changed. */
export const podItself: readonly Sequence[] = [
  { name: 'a Pod with its defaults', steps: [post(serviceAccounts, defaultServiceAccount), post(pods, pod('web'))] },
  {
    name: 'a Pod that breaks the rules is refused',
    steps: [
      post(serviceAccounts, defaultServiceAccount),
      post(pods, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' } }),
      post(pods, pod('web', { containers: [] })),
      post(pods, pod('web', { containers: [{ name: 'a' }] })),
      post(pods, pod('web', { restartPolicy: 'Perhaps' })),
      post(pods, pod('web', { nodeName: 'Bad_Name' })),
      post(pods, pod('web', { activeDeadlineSeconds: 0 })),
      post(pods, pod('web', { hostname: 'Bad_Name' })),
      post(pods, pod('web', { serviceAccountName: 'nobody' })),
      post(pods, pod('web', { priorityClassName: 'none' })),
    ],
  },
  {
    name: 'what a Pod limits it requests, and its quality of service follows',
    steps: [
      post(serviceAccounts, defaultServiceAccount),
      post(
        pods,
        pod('limited', { containers: [container('app', { resources: { limits: { cpu: '1', memory: '1Gi' } } })] }),
      ),
      post(pods, pod('burst', { containers: [container('app', { resources: { requests: { cpu: '1' } } })] })),
    ],
  },
  {
    name: 'what a Pod is does not change',
    steps: [
      post(serviceAccounts, defaultServiceAccount),
      post(pods, pod('web')),
      mergePatch(`${pods}/web`, { spec: { nodeSelector: { a: 'b' } } }),
      mergePatch(`${pods}/web`, { spec: { restartPolicy: 'Never' } }),
      strategicPatch(`${pods}/web`, { spec: { containers: [{ name: 'app', image: 'example.com/app:2' }] } }),
      strategicPatch(`${pods}/web`, { spec: { containers: [{ name: 'app', command: ['sh'] }] } }),
      strategicPatch(`${pods}/web`, { spec: { containers: [{ name: 'other', image: 'a' }] } }),
      mergePatch(`${pods}/web`, { spec: { activeDeadlineSeconds: 60 } }),
      mergePatch(`${pods}/web`, { metadata: { labels: { a: 'b' } } }),
    ],
  },
  {
    name: 'the status of a Pod is not taken at its creation',
    steps: [
      post(serviceAccounts, defaultServiceAccount),
      post(pods, { ...pod('web'), status: { phase: 'Running', podIP: '10.1.2.3' } }),
      mergePatch(`${pods}/web/status`, { status: { phase: 'Running' } }),
      mergePatch(`${pods}/web`, { status: { phase: 'Failed' } }),
    ],
  },
  {
    name: 'an image with a digest is pulled only if it is not there',
    steps: [
      post(serviceAccounts, defaultServiceAccount),
      ...['web', 'web:1', 'web:latest', `web@sha256:${'0'.repeat(64)}`, `r:5000/web:1@sha256:${'0'.repeat(64)}`].map(
        image => post(`${pods}?dryRun=All`, pod('web', { containers: [{ name: 'app', image }] })),
      ),
    ],
  },
]
