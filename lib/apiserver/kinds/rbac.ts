import { recordAt, recordsAt, textsAt, withField } from '../../json/fields.ts'
import type { FieldError } from '../../kube/fieldError.ts'
import { fieldError } from '../../kube/fieldError.ts'
import type { Schema } from '../../kube/schema.ts'
import type { ApiObject, ResourceType } from '../objects/resourceType.ts'
import { builtin, createdColumn, nameColumn } from '../objects/values.ts'
import { wholeObject } from '../schema/objectMeta.ts'
import { shapes } from '../schema/shapes.ts'
import { labelSelectorSchema } from './labelSelector.ts'

const { text, object, list } = shapes

const rules: Schema = {
  ...list(
    object(
      'What is allowed.',
      {
        verbs: list(text(), 'Verbs; * for all.'),
        apiGroups: list(text(), 'API groups; "" for the core group, * for all.'),
        resources: list(text(), 'Resources; * for all.'),
        resourceNames: list(text(), 'Names of objects; all when empty.'),
        nonResourceURLs: list(text(), 'Paths that are no resources.'),
      },
      ['verbs'],
    ),
    'What is allowed.',
  ),
  nullable: true,
}

/** No rules are written as `null`. */
const allocate = (role: ApiObject): ApiObject =>
  recordsAt(role, 'rules').length === 0 ? withField(role, 'rules', null) : role

const ofRules = (role: ApiObject, namespaced: boolean): readonly FieldError[] =>
  recordsAt(role, 'rules').flatMap((rule, index) => {
    const at = `rules[${index}]`
    const has = (field: string) => textsAt(rule, field).length > 0
    const errors: FieldError[] = []
    if (Array.isArray(rule.verbs) && rule.verbs.length === 0) {
      errors.push(fieldError.required(`${at}.verbs`, 'verbs must contain at least one value'))
    }
    if (has('nonResourceURLs')) {
      const wrong = (detail: string) => fieldError.invalid(`${at}.nonResourceURLs`, rule.nonResourceURLs, detail)
      if (namespaced) errors.push(wrong('namespaced rules cannot apply to non-resource URLs'))
      if (has('apiGroups') || has('resources') || has('resourceNames')) {
        errors.push(wrong('rules cannot apply to both regular resources and non-resource URLs'))
      }
      return errors
    }
    if (!has('apiGroups')) {
      errors.push(fieldError.required(`${at}.apiGroups`, 'resource rules must supply at least one api group'))
    }
    if (!has('resources')) {
      errors.push(fieldError.required(`${at}.resources`, 'resource rules must supply at least one resource'))
    }
    return errors
  })

const ofAggregation = ({ aggregationRule }: ApiObject): readonly FieldError[] =>
  aggregationRule === undefined || recordsAt(recordAt({ aggregationRule }, 'aggregationRule'), selectors).length > 0
    ? []
    : [
        fieldError.required(
          `aggregationRule.${selectors}`,
          'at least one clusterRoleSelector required if aggregationRule is non-nil',
        ),
      ]

const selectors = 'clusterRoleSelectors'
export const rbacGroup = 'rbac.authorization.k8s.io'

export const roleType: ResourceType = builtin({
  group: rbacGroup,
  version: 'v1',
  kind: 'Role',
  plural: 'roles',
  createsOnUpdate: true,
  namespaced: true,
  schema: wholeObject('What is allowed within a namespace.', { rules }),
  columns: [nameColumn, createdColumn],
  allocate,
  validate: role => ofRules(role, true),
})

export const clusterRoleType: ResourceType = builtin({
  group: rbacGroup,
  version: 'v1',
  kind: 'ClusterRole',
  plural: 'clusterroles',
  createsOnUpdate: true,
  namespaced: false,
  schema: wholeObject('What is allowed in the whole cluster.', {
    rules,
    aggregationRule: object('Takes in the rules of other ClusterRoles.', {
      clusterRoleSelectors: list(labelSelectorSchema('Which ones.'), 'Which ones.'),
    }),
  }),
  columns: [nameColumn, createdColumn],
  allocate,
  validate: role => [...ofRules(role, false), ...ofAggregation(role)],
})
