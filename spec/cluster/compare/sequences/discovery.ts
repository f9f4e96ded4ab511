import type { Sequence, Step } from '../sequence.ts'
import { get, mergePatch, post, remove } from '../steps.ts'
import { crds } from './paths.ts'
import { crd, crdPath, group, installed, names, things, version } from './things.ts'

/** What the servers say of themselves and of what they serve. */

/** The resource of this name in an APIResourceList; the real server serves more kinds than the model. */
const resource = (path: string, name: string): Step => get(path, { compare: { at: `resources.name=${name}` } })

const aggregated = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList'

export const discovery: readonly Sequence[] = [
  {
    name: 'the versions of the core group',
    steps: [
      get('/api', { compare: { at: 'versions' } }),
      get('/api', { compare: { at: 'kind' } }),
      get('/api/', { compare: 'code' }),
    ],
  },
  {
    name: 'the kinds of the group of MyApp',
    steps: [
      get('/apis/example.com'),
      get('/apis/example.com/v1'),
      get('/apis/example.com/'),
      get('/apis/example.com/v1/'),
    ],
  },
  {
    name: 'the groups that both serve',
    steps: [
      ...[
        'apps',
        'events.k8s.io',
        'rbac.authorization.k8s.io',
        'coordination.k8s.io',
        'discovery.k8s.io',
        'policy',
        'networking.k8s.io',
        'apiextensions.k8s.io',
      ].map(name => get(`/apis/${name}`)),
      get('/apis', { compare: { at: 'groups.name=apps' } }),
      get('/apis', { compare: { at: 'groups.name=example.com' } }),
      get('/apis', { compare: { at: 'kind' } }),
    ],
  },
  {
    name: 'the kinds of the core group, one by one',
    steps: [
      'configmaps',
      'endpoints',
      'events',
      'namespaces',
      'namespaces/finalize',
      'namespaces/status',
      'nodes',
      'nodes/status',
      'pods',
      'pods/status',
      'secrets',
      'serviceaccounts',
      'services',
      'services/status',
    ].map(name => resource('/api/v1', name)),
  },
  {
    name: 'the kinds of other groups, one by one',
    steps: [
      ...[
        'deployments',
        'deployments/status',
        'deployments/scale',
        'replicasets',
        'replicasets/status',
        'replicasets/scale',
      ].map(name => resource('/apis/apps/v1', name)),
      ...['roles', 'rolebindings', 'clusterroles', 'clusterrolebindings'].map(name =>
        resource('/apis/rbac.authorization.k8s.io/v1', name),
      ),
      resource('/apis/coordination.k8s.io/v1', 'leases'),
      resource('/apis/events.k8s.io/v1', 'events'),
      resource('/apis/discovery.k8s.io/v1', 'endpointslices'),
      resource('/apis/networking.k8s.io/v1', 'networkpolicies'),
      resource('/apis/policy/v1', 'poddisruptionbudgets'),
      resource('/apis/policy/v1', 'poddisruptionbudgets/status'),
      resource('/apis/autoscaling/v2', 'horizontalpodautoscalers'),
      resource('/apis/apiextensions.k8s.io/v1', 'customresourcedefinitions'),
      resource('/apis/apiextensions.k8s.io/v1', 'customresourcedefinitions/status'),
      resource('/apis/admissionregistration.k8s.io/v1', 'validatingwebhookconfigurations'),
      resource('/apis/admissionregistration.k8s.io/v1', 'mutatingwebhookconfigurations'),
    ],
  },
  {
    name: 'a new CRD is discovered, and forgotten',
    steps: [
      ...installed(
        [
          version(undefined, {
            subresources: {
              status: {},
              scale: { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas' },
            },
          }),
          version(undefined, { name: 'v1beta1', storage: false }),
          version(undefined, { name: 'v2alpha1', storage: false }),
          version(undefined, { name: 'v2', storage: false, served: false }),
        ],
        { names: { ...names, shortNames: ['tg', 'tgs'], categories: ['all', 'mine'] } },
      ),
      get(`/apis/${group}`, { repeatUntil: { code: 200 } }),
      get(`/apis/${group}/v1`, { repeatUntil: { code: 200 } }),
      get(`/apis/${group}/v2`),
      get('/apis', {
        repeatUntil: { has: `groups.name=${group.replaceAll('.', '~1')}` },
        compare: { at: `groups.name=${group.replaceAll('.', '~1')}` },
      }),
      remove(crdPath, undefined, { compare: 'code' }),
      get(`/apis/${group}`, { repeatUntil: { code: 404 } }),
      get(`/apis/${group}/v1`, { repeatUntil: { code: 404 } }),
    ],
  },
  {
    name: 'groups, versions and kinds that nobody serves',
    steps: [
      '/apis/nobody.example.com',
      '/apis/nobody.example.com/v1',
      '/apis/nobody.example.com/v1/things',
      '/apis/apps/v9',
      '/apis/apps/v9/deployments',
      '/apis/apps/v1/nothings',
      '/api/v1/nothings',
      '/api/v9',
      '/api/v9/pods',
      '/apis/apps/v1/namespaces/<ns>/nothings/a',
      '/api/v1/namespaces/<ns>/nothings',
      '/apis/example.com/v1/nothings',
      '/apis/example.com/v9/myapps',
      '/nowhere',
      '/api/v1/namespaces/<ns>/nodes',
      '/api/v1/configmaps/a',
      '/apis/example.com/v1/myapps/a',
      '/api/v1/namespaces/<ns>/configmaps/a/status',
      '/api/v1/namespaces/<ns>/pods/a/nothing',
    ].map(path => get(path)),
  },
  {
    name: 'nothing is written where nothing is served',
    steps: [
      post('/api/v1/nothings', {}),
      post('/apis/apps/v1/namespaces/<ns>/nothings', {}),
      post('/apis/nobody.example.com/v1/things', {}),
      post('/apis/example.com/v1/myapps', {}),
      post('/api/v1/configmaps', {}),
      mergePatch('/api/v1/namespaces/<ns>/configmaps', {}),
      post('/api/v1/namespaces/<ns>/configmaps/a', {}),
      post('/apis/example.com', {}),
      remove('/apis', undefined, { compare: { at: 'kind' } }),
      post('/version', {}),
    ],
  },
  {
    name: 'all groups in one document',
    steps: [
      get('/apis', { accept: aggregated, compare: { at: 'items.metadata~1name=example~1com' } }),
      get('/apis', { accept: aggregated, compare: { at: 'kind' } }),
      get('/api', { accept: aggregated, compare: { at: 'items.0.metadata' } }),
      get('/api', { accept: aggregated, compare: { at: 'items.0.versions.0.resources.resource=configmaps' } }),
      get('/api', { accept: aggregated, compare: { at: 'items.0.versions.0.resources.resource=secrets' } }),
      get('/apis', {
        accept: aggregated,
        compare: { at: 'items.metadata~1name=apps.versions.0.resources.resource=deployments' },
      }),
      get('/apis', { accept: `${aggregated},application/json`, compare: { at: 'kind' } }),
      get('/apis', {
        accept: 'application/json;g=apidiscovery.k8s.io;v=v9;as=APIGroupDiscoveryList,application/json',
        compare: { at: 'kind' },
      }),
    ],
  },
  {
    name: 'health and version',
    steps: [
      get('/version', { compare: { at: 'gitVersion' } }),
      get('/version/', { compare: { at: 'major' } }),
      get('/version', { compare: { at: 'minor' } }),
      get('/livez'),
      get('/readyz'),
      get('/healthz'),
      get('/livez/ping'),
      get('/readyz/ping'),
      get('/healthz/ping'),
      get('/livez?verbose', { compare: 'code' }),
      get('/readyz/nothing'),
      get('/livez/'),
    ],
  },
  {
    name: 'a CRD that is not served is not discovered',
    steps: [
      post(crds, crd([version(undefined, { served: false })]), { compare: 'code' }),
      get(crdPath, { repeatUntil: { has: 'status.conditions.1' }, compare: 'code' }),
      get(`/apis/${group}`),
      get(things),
    ],
  },
]
