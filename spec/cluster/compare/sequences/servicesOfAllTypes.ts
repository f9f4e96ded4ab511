import { altered, type Sequence } from '../sequence.ts'
import { mergePatch, post, put } from '../steps.ts'
import { service } from './objects.ts'
import { services } from './paths.ts'

/** Services: types, ports, addresses. */
export const servicesOfAllTypes: readonly Sequence[] = [
  {
    name: 'Services of all types',
    steps: [
      post(services, service('node', { type: 'NodePort' })),
      post(services, service('balanced', { type: 'LoadBalancer' })),
      post(services, service('headless', { clusterIP: 'None' })),
    ],
  },
  {
    name: 'a Service with all its defaults',
    steps: [
      post(services, service('web')),
      post(
        services,
        service('ports', {
          ports: [
            { port: 80, name: 'a' },
            { port: 80, name: 'b', protocol: 'UDP' },
            { port: 81, name: 'c', targetPort: 'http' },
          ],
        }),
      ),
      post(services, service('external', { type: 'ExternalName', externalName: 'example.com', ports: undefined })),
      post(services, service('sticky', { sessionAffinity: 'ClientIP' })),
      post(services, service('free', { selector: undefined })),
      post(services, service('empty', { selector: {}, externalIPs: [], publishNotReadyAddresses: false })),
    ],
  },
  {
    name: 'ports of a Service that break the rules are named',
    steps: [
      post(services, service('a', { ports: [] })),
      post(services, service('a', { ports: undefined })),
      post(services, service('a', { ports: [{}] })),
      post(services, service('a', { ports: [{ port: 0 }] })),
      post(services, service('a', { ports: [{ port: 70_000, targetPort: 70_001 }] })),
      post(services, service('a', { ports: [{ port: 80, protocol: 'HTTP' }] })),
      post(services, service('a', { ports: [{ port: 80, name: 'Bad_Name' }] })),
      post(services, service('a', { ports: [{ port: 80, targetPort: 'Bad_Name' }] })),
      post(services, service('a', { ports: [{ port: 80 }, { port: 81 }] })),
      post(
        services,
        service('a', {
          ports: [
            { port: 80, name: 'a' },
            { port: 81, name: 'a' },
          ],
        }),
      ),
      post(
        services,
        service('a', {
          ports: [
            { port: 80, name: 'a' },
            { port: 80, name: 'b' },
          ],
        }),
      ),
      post(services, service('a', { ports: [{ port: 80, nodePort: 30_000 }] })),
      post(services, service('a', { ports: [{ port: 80, appProtocol: 'bad protocol' }] })),
    ],
  },
  {
    name: 'node ports beyond the range are refused',
    steps: [
      post(services, service('a', { type: 'NodePort', ports: [{ port: 80, nodePort: 80 }] })),
      post(services, service('a', { type: 'NodePort', ports: [{ port: 80, nodePort: -1 }] })),
    ],
  },
  {
    name: 'types and affinities of a Service that make no sense are refused',
    steps: [
      post(services, service('a', { type: 'Magic' })),
      post(services, service('a', { sessionAffinity: 'Magic' })),
      post(services, service('a', { type: 'ExternalName', ports: undefined })),
      post(services, service('a', { type: 'ExternalName', externalName: 'Bad_Name' })),
      post(services, service('a', { type: 'ExternalName', externalName: 'example.com', clusterIP: 'None' })),
      post(services, service('a', { clusterIP: 'nonsense' })),
      post(services, service('a', { clusterIP: 'None', type: 'NodePort' })),
      post(services, service('a', { externalTrafficPolicy: 'Local' })),
      post(services, service('a', { type: 'NodePort', externalTrafficPolicy: 'Magic' })),
      post(services, service('a', { internalTrafficPolicy: 'Magic' })),
      post(services, service('a', { ipFamilies: ['IPv9'] })),
      post(services, service('a', { ipFamilyPolicy: 'RequireDualStack' })),
      post(services, service('a', { externalIPs: ['nonsense'] })),
      post(services, service('a', { selector: { 'bad key': 'bad value' } })),
      post(services, service('a', { loadBalancerSourceRanges: ['10.0.0.0/8'] })),
      post(services, service('1a')),
    ],
  },
  {
    name: 'the address of a Service does not change',
    steps: [
      post(services, service('web')),
      mergePatch(`${services}/web`, { spec: { clusterIP: '10.96.77.77' } }),
      mergePatch(`${services}/web`, { spec: { clusterIP: 'None' } }),
      mergePatch(`${services}/web`, { spec: { clusterIP: null } }),
      put(`${services}/web`, service('web', { ports: [{ port: 81 }] })),
      post(services, service('headless', { clusterIP: 'None' })),
      mergePatch(`${services}/headless`, { spec: { clusterIP: null, clusterIPs: null } }),
      mergePatch(`${services}/headless`, { spec: { clusterIP: '10.96.77.78', clusterIPs: ['10.96.77.78'] } }),
    ],
  },
  {
    name: 'a Service changes its type and back',
    steps: [
      post(services, service('web')),
      mergePatch(`${services}/web`, { spec: { type: 'NodePort' } }),
      mergePatch(`${services}/web`, { spec: { type: 'LoadBalancer' } }),
      mergePatch(`${services}/web`, { spec: { type: 'ClusterIP' } }),
      mergePatch(`${services}/web`, { spec: { type: 'ExternalName', externalName: 'example.com' } }),
      mergePatch(`${services}/web`, { spec: { type: 'ClusterIP', externalName: null } }),
    ],
  },
  {
    name: 'the ports of a Service are replaced',
    steps: [
      post(services, service('web', { type: 'NodePort', ports: [{ port: 80, name: 'a' }] })),
      mergePatch(`${services}/web`, {
        spec: {
          ports: [
            { port: 80, name: 'b' },
            { port: 81, name: 'c' },
          ],
        },
      }),
      put(`${services}/web`, altered(2, { spec: { ports: [{ port: 82 }] } })),
    ],
  },
  {
    name: 'the status of a Service is written beside its spec',
    steps: [
      post(services, {
        ...service('web', { type: 'LoadBalancer' }),
        status: { loadBalancer: { ingress: [{ ip: '1.2.3.4' }] } },
      }),
      mergePatch(`${services}/web/status`, { status: { loadBalancer: { ingress: [{ ip: '1.2.3.4' }] } } }),
      mergePatch(`${services}/web/status`, { status: { loadBalancer: { ingress: [{ ip: 'nonsense' }] } } }),
      mergePatch(`${services}/web`, { status: null, metadata: { labels: { a: 'b' } } }),
    ],
  },
]
