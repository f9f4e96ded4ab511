import type { Sequence } from '../sequence.ts'
import { as, get, post } from '../steps.ts'
import { configMap } from './objects.ts'
import { configMaps, roleBindings, roles } from './paths.ts'

export const access: readonly Sequence[] = [
  {
    name: 'somebody may do what a Role says and nothing else',
    steps: [
      get(configMaps, { headers: as('jane') }),
      post(roles, {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'Role',
        metadata: { name: 'reader' },
        rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list'] }],
      }),
      post(roleBindings, {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'RoleBinding',
        metadata: { name: 'jane' },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'reader' },
        subjects: [{ kind: 'User', name: 'jane', apiGroup: 'rbac.authorization.k8s.io' }],
      }),
      get(configMaps, { headers: as('jane'), repeatUntil: { code: 200 } }),
      post(configMaps, configMap('web'), { headers: as('jane') }),
    ],
  },
]
