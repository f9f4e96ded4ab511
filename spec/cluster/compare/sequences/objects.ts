/** Small objects to send. */

export const configMap = (name: string, data?: object, meta: object = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, ...meta },
  ...(data !== undefined && { data }),
})

export const container = (name = 'app', more: object = {}) => ({ name, image: 'example.com/app:1', ...more })

export const deployment = (name: string, spec: object = {}, meta: object = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, ...meta },
  spec: {
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers: [container()] } },
    ...spec,
  },
})

export const service = (name: string, spec: object = {}, meta: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, ...meta },
  spec: { selector: { app: name }, ports: [{ port: 80 }], ...spec },
})

export const myApp = (name: string, spec: object = {}, meta: object = {}) => ({
  apiVersion: 'example.com/v1',
  kind: 'MyApp',
  metadata: { name, ...meta },
  spec: { image: 'example.com/app:1', ...spec },
})

export const pod = (name: string, spec: object = {}, meta: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, ...meta },
  spec: { containers: [container()], ...spec },
})

/** Pods are admitted only beside it, and without controllers nobody makes it. */
export const defaultServiceAccount = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default' } }

export const replicaSet = (name: string, spec: object = {}, meta: object = {}) => ({
  ...deployment(name, spec, meta),
  kind: 'ReplicaSet',
})

export const secret = (name: string, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name },
  ...more,
})

const rbac = 'rbac.authorization.k8s.io'

export const role = (name: string, rules: readonly object[], kind = 'Role') => ({
  apiVersion: `${rbac}/v1`,
  kind,
  metadata: { name },
  rules,
})

export const roleBinding = (name: string, roleRef: object, subjects: readonly object[], kind = 'RoleBinding') => ({
  apiVersion: `${rbac}/v1`,
  kind,
  metadata: { name },
  roleRef: { apiGroup: rbac, kind: 'Role', ...roleRef },
  subjects,
})

export const user = (name: string) => ({ kind: 'User', apiGroup: rbac, name })
export const group = (name: string) => ({ kind: 'Group', apiGroup: rbac, name })

export const lease = (name: string, spec: object = {}) => ({
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  metadata: { name },
  spec,
})

/** The part of a Deployment called `web` that is its template. */
export const withPod = (podSpec: object, meta: object = {}) => ({
  template: { metadata: { labels: { app: 'web' }, ...meta }, spec: { containers: [container()], ...podSpec } },
})

export const withContainer = (more: object) => withPod({ containers: [container('app', more)] })

/** Makes objects of a kind. */
export const of =
  (apiVersion: string, kind: string) =>
  (name: string, more: object = {}) => ({
    apiVersion,
    kind,
    metadata: { name },
    ...more,
  })
