import { isDeepStrictEqual } from 'node:util'
import type { PolicyRule } from '../../../lib/controller/rbac.ts'
import { clusterRules, namespaceRules } from '../../../lib/manifests/access.ts'
import type { Installation } from '../../../lib/manifests/installation.ts'
import type { Administrator } from '../administrator.ts'
import { eventually } from '../eventually.ts'

/** One verb of one rule of the installed roles. */
export interface Right {
  readonly verb: string
  readonly resource: string
  readonly group: string
  /** The name of the only object that the right concerns. */
  readonly name?: string
  readonly in: 'cluster' | 'namespace'
}

export const rightsOf = (installed: Installation): readonly Right[] => [
  ...clusterRules(installed).flatMap(rule => ofRule(rule, 'cluster')),
  ...namespaceRules(installed).flatMap(rule => ofRule(rule, 'namespace')),
]

const ofRule = (rule: PolicyRule, within: Right['in']): readonly Right[] =>
  rule.resources.flatMap(resource =>
    rule.verbs.map(verb => ({
      verb,
      resource,
      group: rule.apiGroups.join(),
      ...(rule.resourceNames !== undefined && { name: rule.resourceNames.join() }),
      in: within,
    })),
  )

/** Grants the installation all its rights but this one, or all. Resolves once the API server applies them. */
export const withholding = ({ ask }: Administrator, installed: Installation) => {
  const { name, namespace } = installed
  const rbac = '/apis/rbac.authorization.k8s.io/v1'
  const all = rightsOf(installed)

  const isAllowed = async ({ verb, resource, group, name: object, in: within }: Right): Promise<boolean> => {
    const [plural = '', subresource = ''] = resource.split('/')
    const review = await ask('POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SubjectAccessReview',
      spec: {
        user: `system:serviceaccount:${namespace}:${name}`,
        resourceAttributes: {
          ...(within === 'namespace' && { namespace }),
          ...(object !== undefined && { name: object }),
          verb,
          group,
          resource: plural,
          subresource,
        },
      },
    })
    return Object(review.status).allowed === true
  }

  return async (missing: Right | undefined): Promise<void> => {
    const isMissing = (right: Right): boolean => isDeepStrictEqual(right, missing)
    const given = all.filter(right => !isMissing(right))
    if (missing !== undefined && given.length !== all.length - 1) throw new Error('it never had that right')
    for (const [within, path] of [
      ['cluster', `${rbac}/clusterroles/${name}`],
      ['namespace', `${rbac}/namespaces/${namespace}/roles/${name}`],
    ] as const) {
      const role = await ask('GET', path)
      const rules = given.filter(right => right.in === within).map(ruleOf)
      await ask('PUT', path, { ...role, rules })
    }
    for (const right of all)
      await eventually(`${right.verb} on ${right.resource}`, async () => (await isAllowed(right)) !== isMissing(right))
  }
}

const ruleOf = ({ verb, resource, group, name }: Right): PolicyRule => ({
  apiGroups: [group],
  resources: [resource],
  verbs: [verb],
  ...(name !== undefined && { resourceNames: [name] }),
})
