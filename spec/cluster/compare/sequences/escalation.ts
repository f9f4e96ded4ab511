import type { Sequence } from '../sequence.ts'
import { as, get, mergePatch, post, remove } from '../steps.ts'
import { role, roleBinding, user } from './objects.ts'
import { clusterRoleBindings, clusterRoles, configMaps, roleBindings, roles } from './paths.ts'

const jane = { headers: as('jane-<ns>') }
const rbac = 'rbac.authorization.k8s.io'

const maker = role('maker', [
  { apiGroups: [rbac], resources: ['roles', 'rolebindings'], verbs: ['create', 'update', 'patch', 'get'] },
  { apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list'] },
])

const rule = (resources: readonly string[], verbs: readonly string[], apiGroups: readonly string[] = ['']) => ({
  apiGroups,
  resources,
  verbs,
})

const prepared = [
  post(roles, maker),
  post(roleBindings, roleBinding('maker', { name: 'maker' }, [user('jane-<ns>')])),
  get(`${configMaps}?limit=1`, { ...jane, repeatUntil: { code: 200 } }),
]

/** Nobody gives what they do not have; the rules of RBAC objects themselves. */
export const escalation: readonly Sequence[] = [
  {
    name: 'a user cannot make a Role that allows more than they may',
    steps: [
      ...prepared,
      post(roles, role('same', [rule(['configmaps'], ['get'])]), jane),
      post(roles, role('more', [rule(['configmaps'], ['get', 'delete'])]), jane),
      post(roles, role('other', [rule(['secrets'], ['get']), rule(['deployments'], ['*'], ['apps'])]), jane),
      post(roles, role('all', [rule(['*'], ['*'], ['*'])]), jane),
      mergePatch(`${roles}/same`, { rules: [rule(['secrets'], ['get'])] }, jane),
      mergePatch(`${roles}/same`, { metadata: { labels: { a: 'b' } } }, jane),
    ],
  },
  {
    name: 'a user cannot bind a Role that allows more than they may',
    steps: [
      ...prepared,
      post(roles, role('secrets', [rule(['secrets'], ['get'])])),
      post(roleBindings, roleBinding('mine', { name: 'secrets' }, [user('jane-<ns>')]), jane),
      post(roleBindings, roleBinding('mine', { name: 'maker' }, [user('jim')]), jane),
      post(roleBindings, roleBinding('none', { name: 'none' }, [user('jim')]), jane),
      post(roleBindings, roleBinding('admin', { kind: 'ClusterRole', name: 'none-<ns>' }, [user('jim')]), jane),
    ],
  },
  {
    name: 'who may bind and escalate gives more than they have',
    steps: [
      ...prepared,
      post(
        roles,
        role('giver', [
          { apiGroups: [rbac], resources: ['roles'], verbs: ['bind', 'escalate'] },
          rule(['pods'], ['get']),
        ]),
      ),
      post(roleBindings, roleBinding('giver', { name: 'giver' }, [user('jane-<ns>')])),
      get('/api/v1/namespaces/<ns>/pods/none', { ...jane, repeatUntil: { code: 404 } }),
      post(roles, role('more', [rule(['secrets'], ['get'])]), jane),
      post(roleBindings, roleBinding('mine', { name: 'more' }, [user('jane-<ns>')]), jane),
    ],
  },
  {
    name: 'a Role that breaks the rules is refused',
    steps: [
      post(roles, role('a', [{}])),
      post(roles, role('a', [{ verbs: [] }])),
      post(roles, role('a', [{ verbs: ['get'] }])),
      post(roles, role('a', [{ verbs: ['get'], apiGroups: [''] }])),
      post(roles, role('a', [{ verbs: ['get'], nonResourceURLs: ['/metrics'] }])),
      post(roles, role('a/b', [])),
      post(roles, role('Odd:Name', [])),
      post(roles, { apiVersion: `${rbac}/v1`, kind: 'Role', metadata: { name: 'none' } }),
    ],
  },
  {
    name: 'a ClusterRole that breaks the rules is refused',
    steps: [
      post(clusterRoles, role('a-<ns>', [{ verbs: ['get'], nonResourceURLs: ['metrics'] }], 'ClusterRole')),
      post(
        clusterRoles,
        role(
          'a-<ns>',
          [{ verbs: ['get'], nonResourceURLs: ['/metrics'], apiGroups: [''], resources: ['pods'] }],
          'ClusterRole',
        ),
      ),
      post(clusterRoles, { ...role('a-<ns>', [], 'ClusterRole'), aggregationRule: { clusterRoleSelectors: [] } }),
      post(clusterRoles, {
        ...role('b-<ns>', [], 'ClusterRole'),
        aggregationRule: { clusterRoleSelectors: [{ matchLabels: { a: '<ns>' } }] },
      }),
      remove(`${clusterRoles}/b-<ns>`),
    ],
  },
  {
    name: 'a binding that breaks the rules is refused',
    steps: [
      post(roleBindings, { apiVersion: `${rbac}/v1`, kind: 'RoleBinding', metadata: { name: 'a' } }),
      post(roleBindings, roleBinding('a', { kind: 'Thing', name: 'x' }, [])),
      post(roleBindings, roleBinding('a', { name: '' }, [])),
      post(roleBindings, roleBinding('a', { apiGroup: 'other', name: 'x' }, [])),
      post(roleBindings, roleBinding('a', { name: 'x' }, [{ kind: 'Thing', name: 'x' }])),
      post(roleBindings, roleBinding('a', { name: 'x' }, [{ kind: 'User', name: '' }])),
      post(roleBindings, roleBinding('a', { name: 'x' }, [{ kind: 'User', apiGroup: 'other', name: 'x' }])),
      post(roleBindings, roleBinding('a', { name: 'x' }, [{ kind: 'ServiceAccount', name: 'Bad_Name' }])),
      post(clusterRoleBindings, roleBinding('a-<ns>', { kind: 'Role', name: 'x' }, [], 'ClusterRoleBinding')),
      post(
        clusterRoleBindings,
        roleBinding(
          'a-<ns>',
          { kind: 'ClusterRole', name: 'x' },
          [{ kind: 'ServiceAccount', name: 'x' }],
          'ClusterRoleBinding',
        ),
      ),
    ],
  },
  {
    name: 'a binding with its defaults, whose role does not change',
    steps: [
      post(roleBindings, {
        apiVersion: `${rbac}/v1`,
        kind: 'RoleBinding',
        metadata: { name: 'a' },
        roleRef: { kind: 'Role', name: 'x' },
        subjects: [
          { kind: 'User', name: 'u' },
          { kind: 'Group', name: 'g' },
          { kind: 'ServiceAccount', name: 's' },
        ],
      }),
      mergePatch(`${roleBindings}/a`, { roleRef: { name: 'y' } }),
      mergePatch(`${roleBindings}/a`, { subjects: null }),
    ],
  },
]
