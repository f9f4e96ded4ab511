/** Collections in the namespace of a sequence. */
const core = (plural: string) => `/api/v1/namespaces/<ns>/${plural}`
const inGroup = (group: string, plural: string, version = 'v1') => `/apis/${group}/${version}/namespaces/<ns>/${plural}`

export const configMaps = core('configmaps')
export const secrets = core('secrets')
export const services = core('services')
export const pods = core('pods')
export const serviceAccounts = core('serviceaccounts')
export const deployments = inGroup('apps', 'deployments')
export const replicaSets = inGroup('apps', 'replicasets')
export const leases = inGroup('coordination.k8s.io', 'leases')
export const events = inGroup('events.k8s.io', 'events')
export const roles = inGroup('rbac.authorization.k8s.io', 'roles')
export const roleBindings = inGroup('rbac.authorization.k8s.io', 'rolebindings')
export const myApps = inGroup('example.com', 'myapps')
export const crds = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
export const clusterRoles = '/apis/rbac.authorization.k8s.io/v1/clusterroles'
export const namespaces = '/api/v1/namespaces'
export const coreEvents = core('events')
export const disruptionBudgets = inGroup('policy', 'poddisruptionbudgets')
export const networkPolicies = inGroup('networking.k8s.io', 'networkpolicies')
export const autoscalers = inGroup('autoscaling', 'horizontalpodautoscalers', 'v2')
export const endpointSlices = inGroup('discovery.k8s.io', 'endpointslices')
export const nodes = '/api/v1/nodes'
export const webhooks = '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations'
export const clusterRoleBindings = '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings'
