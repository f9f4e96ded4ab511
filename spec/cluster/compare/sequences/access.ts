import type { Sequence } from '../sequence.ts'
import { apply, as, get, mergePatch, post, put, remove } from '../steps.ts'
import { configMap, group, lease, role, roleBinding, user } from './objects.ts'
import {
  clusterRoleBindings,
  clusterRoles,
  configMaps,
  deployments,
  leases,
  roleBindings,
  roles,
  secrets,
} from './paths.ts'

const reader = role('reader', [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list'] }])
const jane = { headers: as('jane-<ns>') }

/** Who may do what, and in which words others are turned away. */
export const access: readonly Sequence[] = [
  {
    name: 'somebody may do what a Role says and nothing else',
    steps: [
      get(configMaps, { headers: as('jane') }),
      post(roles, reader),
      post(roleBindings, roleBinding('jane', { name: 'reader' }, [user('jane')])),
      get(configMaps, { headers: as('jane'), repeatUntil: { code: 200 } }),
      post(configMaps, configMap('web'), { headers: as('jane') }),
    ],
  },
  {
    name: 'a member of a group may do what a Role says',
    steps: [
      post(roles, reader),
      post(roleBindings, roleBinding('readers', { name: 'reader' }, [group('readers')])),
      get(configMaps, { headers: as('jim', 'readers'), repeatUntil: { code: 200 } }),
      get(configMaps, { headers: as('jim', 'others', 'readers') }),
      get(configMaps, { headers: as('jim', 'others') }),
      get(secrets, { headers: as('jim', 'readers') }),
    ],
  },
  {
    name: 'a ServiceAccount may do what a Role says',
    steps: [
      post(roles, reader),
      post(
        roleBindings,
        roleBinding('robot', { name: 'reader' }, [{ kind: 'ServiceAccount', name: 'robot', namespace: '<ns>' }]),
      ),
      get(configMaps, { headers: as('system:serviceaccount:<ns>:robot'), repeatUntil: { code: 200 } }),
      get(configMaps, { headers: as('system:serviceaccount:<ns>:other') }),
      get(secrets, { headers: as('system:serviceaccount:<ns>:robot') }),
    ],
  },
  {
    name: 'a RoleBinding of a group of ServiceAccounts counts for each of them',
    steps: [
      post(roles, reader),
      post(roleBindings, roleBinding('robots', { name: 'reader' }, [group('system:serviceaccounts:<ns>')])),
      get(configMaps, { headers: as('system:serviceaccount:<ns>:robot'), repeatUntil: { code: 200 } }),
      get(configMaps, { headers: as('system:serviceaccount:elsewhere:robot') }),
    ],
  },
  {
    name: 'a Role of single names allows these names',
    steps: [
      post(
        roles,
        role('one', [
          { apiGroups: [''], resources: ['configmaps'], resourceNames: ['mine'], verbs: ['get', 'patch', 'list'] },
        ]),
      ),
      post(roleBindings, roleBinding('one', { name: 'one' }, [user('jane-<ns>')])),
      post(configMaps, configMap('mine')),
      get(`${configMaps}/mine`, { ...jane, repeatUntil: { code: 200 } }),
      get(`${configMaps}/other`, jane),
      get(configMaps, jane),
      get(`${configMaps}?fieldSelector=metadata.name%3Dmine`, jane),
      mergePatch(`${configMaps}/mine`, { data: { a: '1' } }, jane),
      remove(`${configMaps}/mine`, undefined, jane),
    ],
  },
  {
    name: 'an apply and a replacement that create need the right to create',
    steps: [
      post(
        roles,
        role('changer', [
          { apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'patch'] },
          { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['get', 'update'] },
        ]),
      ),
      post(roleBindings, roleBinding('changer', { name: 'changer' }, [user('jane-<ns>')])),
      get(`${configMaps}/a`, { ...jane, repeatUntil: { code: 404 } }),
      apply(`${configMaps}/a`, 'jane', configMap('a'), '', jane),
      apply(`${configMaps}/a`, 'jane', configMap('a', undefined, { uid: 'x' }), '', jane),
      put(`${leases}/a`, lease('a', { holderIdentity: 'jane' }), jane),
      post(configMaps, configMap('a')),
      post(leases, lease('a', { holderIdentity: 'jim' })),
      apply(`${configMaps}/a`, 'jane', configMap('a', { b: '1' }), '', jane),
      put(`${leases}/a`, lease('a', { holderIdentity: 'jane' }), jane),
    ],
  },
  {
    name: 'a Role of a subresource allows that subresource',
    steps: [
      post(
        roles,
        role('status', [
          { apiGroups: ['apps'], resources: ['deployments/status', 'deployments/scale'], verbs: ['get'] },
        ]),
      ),
      post(roleBindings, roleBinding('status', { name: 'status' }, [user('jane-<ns>')])),
      get(`${deployments}/none/status`, { ...jane, repeatUntil: { code: 404 } }),
      get(`${deployments}/none/scale`, jane),
      get(`${deployments}/none`, jane),
      mergePatch(`${deployments}/none/status`, {}, jane),
    ],
  },
  {
    name: 'a ClusterRole counts everywhere, or where a RoleBinding says so',
    steps: [
      post(
        clusterRoles,
        role('reader-<ns>', [{ apiGroups: [''], resources: ['configmaps'], verbs: ['*'] }], 'ClusterRole'),
      ),
      post(roleBindings, roleBinding('jane', { kind: 'ClusterRole', name: 'reader-<ns>' }, [user('jane-<ns>')])),
      get(configMaps, { ...jane, repeatUntil: { code: 200 } }),
      get('/api/v1/configmaps?limit=1', jane),
      get('/api/v1/namespaces/default/configmaps/none', jane),
      post(
        clusterRoleBindings,
        roleBinding(
          'jane-<ns>',
          { kind: 'ClusterRole', name: 'reader-<ns>' },
          [user('jane-<ns>')],
          'ClusterRoleBinding',
        ),
      ),
      get('/api/v1/namespaces/default/configmaps/none', { ...jane, repeatUntil: { code: 404 } }),
      remove(`${clusterRoleBindings}/jane-<ns>`),
      remove(`${clusterRoles}/reader-<ns>`),
    ],
  },
  {
    name: 'somebody who is turned away reads why',
    steps: [
      get(configMaps, jane),
      get(`${configMaps}/web`, jane),
      get(`${configMaps}?watch=true&timeoutSeconds=1`, jane),
      post(configMaps, configMap('web'), jane),
      put(`${configMaps}/web`, configMap('web'), jane),
      mergePatch(`${configMaps}/web`, {}, jane),
      remove(`${configMaps}/web`, undefined, jane),
      remove(configMaps, undefined, jane),
      get('/api/v1/nodes', jane),
      get('/api/v1/nodes/node', jane),
      get(`${deployments}/web/status`, jane),
      get('/apis/nowhere.example.com/v1/things', jane),
      get('/api/v1/namespaces/<ns>', jane),
      get('/api/v1/configmaps', jane),
    ],
  },
  {
    name: 'paths that are no resources are allowed to some',
    steps: [
      get('/api', { ...jane, compare: 'code' }),
      get('/apis', { ...jane, compare: 'code' }),
      get('/version', { ...jane, compare: 'code' }),
      get('/healthz', jane),
      get('/livez', jane),
      get('/readyz', jane),
      get('/metrics', jane),
      get('/nowhere', jane),
      get('/openapi/v3', { ...jane, compare: 'code' }),
      get('/', jane),
    ],
  },
  {
    name: 'a ClusterRole allows paths that are no resources',
    steps: [
      post(
        clusterRoles,
        role('paths-<ns>', [{ nonResourceURLs: ['/metrics', '/nothing/*'], verbs: ['get'] }], 'ClusterRole'),
      ),
      post(
        clusterRoleBindings,
        roleBinding(
          'paths-<ns>',
          { kind: 'ClusterRole', name: 'paths-<ns>' },
          [user('jane-<ns>')],
          'ClusterRoleBinding',
        ),
      ),
      get('/nothing/here', { ...jane, repeatUntil: { code: 404 } }),
      get('/metrics', { ...jane, compare: 'code' }),
      get('/nothing', jane),
      post('/nothing/here', {}, jane),
      remove(`${clusterRoleBindings}/paths-<ns>`),
      remove(`${clusterRoles}/paths-<ns>`),
    ],
  },
  {
    name: 'nobody at all may see almost nothing',
    steps: [
      get(configMaps, { headers: { authorization: '' } }),
      get('/api', { headers: { authorization: '' } }),
      get('/version', { headers: { authorization: '' }, compare: 'code' }),
      get('/healthz', { headers: { authorization: '' } }),
      get(configMaps, { headers: { authorization: 'Bearer nonsense' } }),
      get('/healthz', { headers: { authorization: 'Bearer nonsense' } }),
    ],
  },
  {
    name: 'somebody who may not impersonate is told so',
    steps: [
      post(
        clusterRoles,
        role(
          'imp-<ns>',
          [{ apiGroups: [''], resources: ['users'], verbs: ['impersonate'], resourceNames: ['jane-<ns>'] }],
          'ClusterRole',
        ),
      ),
      get(configMaps, { headers: { ...as('jane-<ns>'), 'impersonate-extra-reason': 'because' } }),
      get(configMaps, { headers: { 'impersonate-group': 'readers' } }),
      get(configMaps, { headers: { 'impersonate-uid': 'u' } }),
      remove(`${clusterRoles}/imp-<ns>`),
    ],
  },
]
