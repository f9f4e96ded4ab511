import type { Sequence } from '../sequence.ts'
import { get, post } from '../steps.ts'
import { configMap, defaultServiceAccount, pod } from './objects.ts'
import { configMaps, myApps, namespaces, pods, secrets, serviceAccounts } from './paths.ts'

/** Lists of what labels and fields select. */
export const selectors: readonly Sequence[] = [
  {
    name: 'labels select',
    steps: [
      post(configMaps, configMap('a', undefined, { labels: { app: 'x', tier: 'front' } })),
      post(configMaps, configMap('b', undefined, { labels: { app: 'y' } })),
      get(`${configMaps}?labelSelector=app%3Dx`),
      get(`${configMaps}?labelSelector=app+notin+(x)`),
      get(`${configMaps}?labelSelector=!tier`),
      get(`${configMaps}?labelSelector=app%3D%3D%3Dx`),
    ],
  },
  {
    name: 'labels select by sets, presence, numbers and nothing',
    steps: [
      post(configMaps, configMap('a', undefined, { labels: { app: 'x', size: '3' } })),
      post(configMaps, configMap('b', undefined, { labels: { app: 'y', size: '10', 'example.com/odd': '' } })),
      post(configMaps, configMap('c')),
      get(`${configMaps}?labelSelector=app+in+(x,+y),size`),
      get(`${configMaps}?labelSelector=app+in+(x,),!none`),
      get(`${configMaps}?labelSelector=app!%3Dx`),
      get(`${configMaps}?labelSelector=size%3E5`),
      get(`${configMaps}?labelSelector=size+%3C+5`),
      get(`${configMaps}?labelSelector=example.com/odd%3D`),
      get(`${configMaps}?labelSelector=example.com/odd,app%3D%3Dy`),
      get(`${configMaps}?labelSelector=in,notin`),
      get(`${configMaps}?labelSelector=+`),
    ],
  },
  {
    name: 'label selectors that do not parse are refused',
    steps: [
      get(`${configMaps}?labelSelector=app+in+(x`),
      get(`${configMaps}?labelSelector=app+in+x`),
      get(`${configMaps}?labelSelector=app%3Dx,`),
      get(`${configMaps}?labelSelector=,app`),
      get(`${configMaps}?labelSelector=size%3Ex`),
      get(`${configMaps}?labelSelector=-app%3Dx`),
      get(`${configMaps}?labelSelector=app%3Da+b`),
      get(`${configMaps}?labelSelector=a/b/c%3Dx`),
      get(`${configMaps}?labelSelector=app%3D-x`),
      get(`${configMaps}?labelSelector=!app%3Dx`),
      get(`${configMaps}?labelSelector=app+in+()`),
      get(`${myApps}?labelSelector=Example.com/app%3Dx`),
    ],
  },
  {
    name: 'names and namespaces select in every kind',
    steps: [
      post(configMaps, configMap('a')),
      post(configMaps, configMap('b')),
      get(`${configMaps}?fieldSelector=metadata.name%3Da`),
      get(`${configMaps}?fieldSelector=metadata.name!%3Da`),
      get(`${configMaps}?fieldSelector=metadata.name%3D%3Da,metadata.namespace%3Delsewhere`),
      get(`${configMaps}?fieldSelector=metadata.name%3Da,metadata.name%3Db`),
      get(`/api/v1/configmaps?fieldSelector=metadata.namespace%3D<ns>`),
      get(`${namespaces}?fieldSelector=metadata.name%3D<ns>`),
      get(`${namespaces}?fieldSelector=metadata.name%3D<ns>,status.phase%3DTerminating`),
    ],
  },
  {
    name: 'field selectors that mean nothing are refused',
    steps: [
      get(`${configMaps}?fieldSelector=data.a%3D1`),
      get(`${configMaps}?fieldSelector=metadata.name`),
      get(`${configMaps}?fieldSelector=metadata.name%3Da,`),
      get(`${configMaps}?fieldSelector=%3Da`),
      get(`${myApps}?fieldSelector=spec.image%3Da`),
      get(`${pods}?fieldSelector=spec.image%3Da`),
      get(`${pods}?fieldSelector=metadata.name%3Da%5C`),
      get('/apis/apps/v1/namespaces/<ns>/deployments?fieldSelector=status.replicas%3D1'),
      get('/apis/events.k8s.io/v1/namespaces/<ns>/events?fieldSelector=involvedObject.name%3D1'),
    ],
  },
  {
    name: 'Pods, Secrets and ReplicaSets are selected by fields of their own',
    steps: [
      post(serviceAccounts, defaultServiceAccount),
      post(pods, pod('a')),
      post(pods, pod('b', { nodeName: 'one', restartPolicy: 'Never' })),
      get(`${pods}?fieldSelector=spec.nodeName%3Done`),
      get(`${pods}?fieldSelector=spec.nodeName%3D`),
      get(`${pods}?fieldSelector=status.phase!%3DRunning,spec.restartPolicy%3DAlways`),
      get(`${pods}?fieldSelector=spec.hostNetwork%3Dfalse,spec.serviceAccountName%3Ddefault`),
      post(secrets, { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' }, type: 'example.com/a' }),
      get(`${secrets}?fieldSelector=type%3Dexample.com/a`),
      get('/apis/apps/v1/namespaces/<ns>/replicasets?fieldSelector=status.replicas%3D0'),
    ],
  },
]
