import type { PolicyRule } from '../controller/rbac.ts'

/**
 * All that telling Events asks of the API server: `create` for each, and `patch` for
 * the series of one that happens again. Nothing is read, so there is no `get`, `list`
 * or `watch`; nothing is replaced or taken away, as Events expire by themselves. Needed
 * in each namespace whose objects are watched, and for objects of no namespace in `default`.
 */
export const eventRules: readonly PolicyRule[] = [
  { apiGroups: ['events.k8s.io'], resources: ['events'], verbs: ['create', 'patch'] },
]
