import type { Sequence } from '../sequence.ts'
import { post } from '../steps.ts'
import { container, deployment, withContainer, withPod } from './objects.ts'
import { deployments } from './paths.ts'

/** The containers and volumes of a pod template: rules and defaults. */
export const containers: readonly Sequence[] = [
  {
    name: 'quantities that make no sense are refused',
    steps: [
      post(deployments, deployment('web', withContainer({ resources: { requests: { cpu: 'much' } } }))),
      post(deployments, deployment('web', withContainer({ resources: { requests: { cpu: '-1' } } }))),
      post(
        deployments,
        deployment('web', withContainer({ resources: { requests: { cpu: '2' }, limits: { cpu: '1' } } })),
      ),
      post(deployments, deployment('web', withContainer({ resources: { requests: { things: '1' } } }))),
      post(deployments, deployment('web', withContainer({ resources: { requests: { 'example.com/thing': '1' } } }))),
      post(deployments, deployment('web', withContainer({ resources: { limits: { 'example.com/thing': '1500m' } } }))),
      post(deployments, deployment('web', withContainer({ resources: { limits: { 'hugepages-2Mi': '3Mi' } } }))),
      post(
        deployments,
        deployment('web', withContainer({ resources: { limits: { cpu: 1, 'hugepages-x': 1, 'requests.a.b/c': 1 } } })),
      ),
    ],
  },
  {
    name: 'containers that break the rules are named',
    steps: [
      post(deployments, deployment('web', withPod({ containers: [{}] }))),
      post(deployments, deployment('web', withPod({ containers: [{ name: 'Bad_Name', image: ' app ' }] }))),
      post(deployments, deployment('web', withPod({ containers: [container(), container()] }))),
      post(deployments, deployment('web', withPod({ initContainers: [container()] }))),
      post(deployments, deployment('web', withContainer({ imagePullPolicy: 'Sometimes' }))),
      post(deployments, deployment('web', withContainer({ terminationMessagePolicy: 'Shout' }))),
    ],
  },
  {
    name: 'ports of containers that break the rules are named',
    steps: [
      post(deployments, deployment('web', withContainer({ ports: [{}] }))),
      post(deployments, deployment('web', withContainer({ ports: [{ containerPort: 0 }] }))),
      post(deployments, deployment('web', withContainer({ ports: [{ containerPort: 70_000, hostPort: 70_001 }] }))),
      post(deployments, deployment('web', withContainer({ ports: [{ containerPort: 80, protocol: 'HTTP' }] }))),
      post(
        deployments,
        deployment('web', withContainer({ ports: [{ containerPort: 80, name: 'Not-A-Port-Name-By-Far' }] })),
      ),
      post(
        deployments,
        deployment(
          'web',
          withContainer({
            ports: [
              { containerPort: 80, name: 'a' },
              { containerPort: 81, name: 'a' },
            ],
          }),
        ),
      ),
      post(deployments, deployment('twice', withContainer({ ports: [{ containerPort: 80 }, { containerPort: 80 }] }))),
    ],
  },
  {
    name: 'environment variables that break the rules are named',
    steps: [
      post(deployments, deployment('web', withContainer({ env: [{}] }))),
      post(deployments, deployment('web', withContainer({ env: [{ name: 'a=b', value: 'c' }] }))),
      post(
        deployments,
        deployment(
          'web',
          withContainer({ env: [{ name: 'A', value: 'b', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }] }),
        ),
      ),
      post(deployments, deployment('web', withContainer({ env: [{ name: 'A', valueFrom: {} }] }))),
      post(
        deployments,
        deployment(
          'web',
          withContainer({ env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'spec.nothing' } } }] }),
        ),
      ),
      post(
        deployments,
        deployment('web', withContainer({ env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'a' } } }] })),
      ),
      post(deployments, deployment('web', withContainer({ envFrom: [{}] }))),
      post(
        deployments,
        deployment(
          'twice',
          withContainer({
            env: [
              { name: 'A', value: '1' },
              { name: 'A', value: '2' },
            ],
          }),
        ),
      ),
    ],
  },
  {
    name: 'volumes and mounts that break the rules are named',
    steps: [
      post(deployments, deployment('web', withPod({ volumes: [{}] }))),
      post(deployments, deployment('web', withPod({ volumes: [{ name: 'Bad_Name', emptyDir: {} }] }))),
      post(
        deployments,
        deployment('web', withPod({ volumes: [{ name: 'a', emptyDir: {}, configMap: { name: 'b' } }] })),
      ),
      post(deployments, deployment('web', withPod({ volumes: [{ name: 'a' }, { name: 'a' }] }))),
      post(
        deployments,
        deployment(
          'web',
          withPod({
            volumes: [
              { name: 'a', configMap: {} },
              { name: 'b', secret: {} },
            ],
          }),
        ),
      ),
      post(deployments, deployment('web', withPod({ volumes: [{ name: 'a', hostPath: { path: '' } }] }))),
      post(deployments, deployment('web', withPod({ volumes: [{ name: 'a', persistentVolumeClaim: {} }] }))),
      post(deployments, deployment('web', withContainer({ volumeMounts: [{ name: 'none', mountPath: '/a' }] }))),
      post(deployments, deployment('web', withContainer({ volumeMounts: [{}] }))),
    ],
  },
  {
    name: 'volumes with their defaults',
    steps: [
      post(
        deployments,
        deployment(
          'web',
          withPod({
            volumes: [
              { name: 'a' },
              { name: 'b', configMap: { name: 'b', items: [{ key: 'a', path: 'b' }] } },
              { name: 'c', secret: { secretName: 'c' } },
              { name: 'd', hostPath: { path: '/d' } },
              {
                name: 'e',
                projected: { sources: [{ serviceAccountToken: { path: 'token' } }, { configMap: { name: 'x' } }] },
              },
              { name: 'f', downwardAPI: { items: [{ path: 'x', fieldRef: { fieldPath: 'metadata.labels' } }] } },
            ],
          }),
        ),
      ),
    ],
  },
  {
    name: 'probes with their defaults, and probes that break the rules',
    steps: [
      post(
        deployments,
        deployment(
          'web',
          withContainer({
            livenessProbe: { httpGet: { port: 80 } },
            readinessProbe: { tcpSocket: { port: 'http' } },
            startupProbe: { exec: { command: ['true'] } },
          }),
        ),
      ),
      post(
        deployments,
        deployment(
          'grpc',
          withContainer({
            livenessProbe: { grpc: { port: 80 } },
            lifecycle: { preStop: { sleep: { seconds: 3 } }, postStart: { httpGet: { port: 80 } } },
          }),
        ),
      ),
      post(deployments, deployment('a', withContainer({ livenessProbe: {} }))),
      post(deployments, deployment('a', withContainer({ livenessProbe: { httpGet: { port: 0 } } }))),
      post(
        deployments,
        deployment('a', withContainer({ livenessProbe: { httpGet: { port: 80 }, tcpSocket: { port: 80 } } })),
      ),
      post(
        deployments,
        deployment(
          'a',
          withContainer({ livenessProbe: { httpGet: { port: 80 }, periodSeconds: -1, successThreshold: 2 } }),
        ),
      ),
    ],
  },
]
