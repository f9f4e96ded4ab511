import type { Sequence } from '../sequence.ts'
import { get, mergePatch, post } from '../steps.ts'
import { configMap, container, defaultServiceAccount, deployment, myApp, pod, service } from './objects.ts'
import {
  configMaps,
  deployments,
  events,
  leases,
  myApps,
  pods,
  replicaSets,
  roleBindings,
  roles,
  secrets,
  serviceAccounts,
  services,
} from './paths.ts'

export const table = 'application/json;as=Table;v=v1;g=meta.k8s.io'
const asTable = { accept: table }

/** Lists and objects as the tables that kubectl prints. */
export const tables: readonly Sequence[] = [
  {
    name: 'MyApps as a table',
    steps: [
      post(myApps, myApp('web', { port: 80 })),
      get(myApps, asTable),
      get(`${myApps}/web?includeObject=None`, asTable),
      mergePatch(`${myApps}/web/status`, {
        status: {
          conditions: [
            {
              type: 'Ready',
              status: 'False',
              reason: 'Waiting',
              message: '0 of 1',
              lastTransitionTime: '2026-01-01T00:00:00Z',
            },
          ],
        },
      }),
      get(`${myApps}/web?includeObject=Object`, asTable),
      get(`${myApps}/web?includeObject=Everything`, asTable),
      get(`${myApps}/none`, asTable),
    ],
  },
  {
    name: 'empty lists as tables',
    steps: [
      configMaps,
      secrets,
      services,
      pods,
      serviceAccounts,
      deployments,
      replicaSets,
      leases,
      events,
      roles,
      roleBindings,
      myApps,
    ].map(path => get(path, asTable)),
  },
  {
    name: 'ConfigMaps, Secrets and ServiceAccounts as tables',
    steps: [
      post(configMaps, { ...configMap('a', { x: '1', y: '2' }), binaryData: { z: 'AA==' } }),
      post(secrets, { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' }, stringData: { x: '1' } }),
      post(serviceAccounts, defaultServiceAccount),
      get(configMaps, asTable),
      get(secrets, asTable),
      get(serviceAccounts, asTable),
    ],
  },
  {
    name: 'Services as a table',
    steps: [
      post(
        services,
        service('a', {
          ports: [
            { port: 80, name: 'http' },
            { port: 53, name: 'dns', protocol: 'UDP' },
          ],
        }),
      ),
      post(services, service('b', { clusterIP: 'None', selector: { b: 'c', a: 'b' } })),
      post(services, {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'c' },
        spec: { type: 'ExternalName', externalName: 'example.com' },
      }),
      post(services, service('d', { type: 'LoadBalancer', selector: undefined })),
      get(services, { ...asTable, compare: { at: 'columnDefinitions' } }),
      get(`${services}/a`, { ...asTable, compare: { at: 'rows.0.cells.4' } }),
      ...['b', 'c'].map(name => get(`${services}/${name}?includeObject=None`, asTable)),
    ],
  },
  {
    name: 'Deployments and ReplicaSets as tables',
    steps: [
      post(
        deployments,
        deployment('a', {
          replicas: 3,
          template: {
            metadata: { labels: { app: 'a', tier: 'x' } },
            spec: { containers: [container('one'), container('two')] },
          },
        }),
      ),
      mergePatch(`${deployments}/a/status`, {
        status: { replicas: 3, readyReplicas: 1, updatedReplicas: 2, availableReplicas: 1 },
      }),
      post(replicaSets, { ...deployment('b'), kind: 'ReplicaSet' }),
      get(deployments, asTable),
      get(replicaSets, asTable),
    ],
  },
  {
    name: 'Pods as a table',
    steps: [
      post(serviceAccounts, defaultServiceAccount, { compare: 'code' }),
      post(pods, pod('a'), { compare: 'code' }),
      post(pods, pod('b', { containers: [container('one'), container('two')], nodeName: 'node-1' }), {
        compare: 'code',
      }),
      mergePatch(
        `${pods}/b/status`,
        {
          status: {
            phase: 'Running',
            podIP: '10.1.2.3',
            podIPs: [{ ip: '10.1.2.3' }],
            containerStatuses: [
              { name: 'one', ready: true, restartCount: 2, image: 'x', imageID: 'y', state: { running: {} } },
              {
                name: 'two',
                ready: false,
                restartCount: 0,
                image: 'x',
                imageID: 'y',
                state: { waiting: { reason: 'CrashLoopBackOff' } },
              },
            ],
          },
        },
        { compare: 'code' },
      ),
      get(`${pods}?includeObject=None`, asTable),
      get(`${pods}/b`, asTable),
    ],
  },
]
