import { myApp } from '../../../crd/controller.ts'
import type { MissingRule } from '../../../lib/controller/forbidden.ts'
import { accessManifests, rulesOf } from '../../../lib/controller/rbac.ts'
import type { Administrator } from '../administrator.ts'
import { eventually } from '../eventually.ts'
import type { Account } from './pod.ts'
import { rolePath } from './rolePath.ts'

/** One verb on one resource, as a role grants it. */
export type Right = Pick<MissingRule, 'verb' | 'resource' | 'group'>

/** Each right that the declaration of MyApp asks for. */
export const needed: readonly Right[] = rulesOf(myApp).flatMap(({ apiGroups: [group = ''], resources, verbs }) =>
  resources.flatMap(resource => verbs.map(verb => ({ verb, resource, group }))),
)

/** The rights of a ServiceAccount in its own namespace. */
export interface Granted {
  /** Grants all rights but these. Resolves once the API server applies them. */
  readonly allBut: (...missing: readonly Right[]) => Promise<void>
}

/** Creates a Role without rules and a RoleBinding for the ServiceAccount. */
export const grantedIn = async ({ ask }: Administrator, serviceAccount: Account): Promise<Granted> => {
  const { namespace, name } = serviceAccount
  const [role, binding] = accessManifests(myApp, { name, serviceAccount, namespace })
  if (role === undefined || binding === undefined) throw new Error('a Role and a RoleBinding were expected')
  await ask('POST', rolePath(role), { ...role, rules: [] })
  await ask('POST', rolePath(binding), binding)

  const isAllowed = async ({ verb, resource, group }: Right): Promise<boolean> => {
    const [plural = '', subresource = ''] = resource.split('/')
    const review = await ask('POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SubjectAccessReview',
      spec: {
        user: `system:serviceaccount:${namespace}:${name}`,
        resourceAttributes: { namespace, verb, group, resource: plural, subresource },
      },
    })
    return Object(review.status).allowed === true
  }
  return {
    allBut: async (...missing) => {
      const given = needed.filter(right => !missing.includes(right))
      const rules = given.map(({ verb, resource, group }) => ({
        apiGroups: [group],
        resources: [resource],
        verbs: [verb],
      }))
      await ask('PUT', `${rolePath(role)}/${name}`, { ...role, rules })
      for (const right of needed)
        await eventually(
          `${right.verb} on ${right.resource}`,
          async () => (await isAllowed(right)) !== missing.includes(right),
        )
    },
  }
}
