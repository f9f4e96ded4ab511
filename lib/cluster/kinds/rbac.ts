import { equal } from '../../equal.ts'
import type { ApiObject, FieldError, ResourceType } from '../resourceType.ts'
import { fieldError } from '../schema/fieldError.ts'
import { wholeObject } from '../schema/objectMeta.ts'
import { shapes } from '../schema/shapes.ts'
import {
  ageColumn,
  builtin,
  nameColumn,
  recordAt,
  recordsAt,
  textAt,
  textColumn,
  textsAt,
  withEach,
  withField,
} from './builtin.ts'
import { labelSelectorSchema } from './labelSelector.ts'

const { text, object, list, atomic } = shapes

const rules = list(
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
)

const ofRules = (role: ApiObject, namespaced: boolean): readonly FieldError[] =>
  recordsAt(role, 'rules').flatMap((rule, index) => {
    const at = `rules[${index}]`
    const urls = textsAt(rule, 'nonResourceURLs').length > 0
    const errors: FieldError[] = []
    if (Array.isArray(rule.verbs) && rule.verbs.length === 0) {
      errors.push(fieldError.required(`${at}.verbs`, 'verbs must contain at least one value'))
    }
    if (urls && namespaced) {
      errors.push(
        fieldError.invalid(
          `${at}.nonResourceURLs`,
          rule.nonResourceURLs,
          'namespaced rules cannot apply to non-resource URLs',
        ),
      )
    }
    if (!urls && textsAt(rule, 'apiGroups').length === 0) {
      errors.push(fieldError.required(`${at}.apiGroups`, 'resource rules must supply at least one api group'))
    }
    if (!urls && textsAt(rule, 'resources').length === 0) {
      errors.push(fieldError.required(`${at}.resources`, 'resource rules must supply at least one resource'))
    }
    return errors
  })

const group = 'rbac.authorization.k8s.io'
const createdAt = textColumn('Created At', 'When it was created.', of =>
  textAt(recordAt(of, 'metadata'), 'creationTimestamp'),
)

export const Role: ResourceType = builtin({
  group,
  version: 'v1',
  kind: 'Role',
  plural: 'roles',
  createsOnUpdate: true,
  namespaced: true,
  schema: wholeObject('What is allowed within a namespace.', { rules }),
  columns: [nameColumn, createdAt],
  validate: role => ofRules(role, true),
})

export const ClusterRole: ResourceType = builtin({
  group,
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
  columns: [nameColumn, createdAt],
  validate: role => ofRules(role, false),
})

const subjects = list(
  atomic(
    object(
      'Who is allowed.',
      {
        kind: text('User, Group or ServiceAccount.'),
        apiGroup: text('"" for ServiceAccounts, else the RBAC group.'),
        name: text('The name.'),
        namespace: text('The namespace of a ServiceAccount.'),
      },
      ['kind', 'name'],
    ),
  ),
  'Who is allowed.',
)

const roleRef = atomic(
  object(
    'The role. Cannot be changed.',
    { apiGroup: text('The RBAC group.'), kind: text('Role or ClusterRole.'), name: text('Its name.') },
    ['kind', 'name'],
  ),
)

const prepareBinding = (binding: ApiObject): ApiObject => {
  const role = recordAt(binding, 'roleRef')
  const referred =
    textAt(role, 'apiGroup') === '' && binding.roleRef !== undefined
      ? withField(binding, 'roleRef', { ...role, apiGroup: group })
      : binding
  return withEach(referred, 'subjects', subject =>
    subject.kind !== 'ServiceAccount' && textAt(subject, 'apiGroup') === '' ? { ...subject, apiGroup: group } : subject,
  )
}

const validateBinding =
  (kinds: readonly string[]) =>
  (binding: ApiObject, old: ApiObject | undefined): readonly FieldError[] => {
    const role = recordAt(binding, 'roleRef')
    const errors: FieldError[] = []
    if (role.kind !== undefined && !kinds.includes(textAt(role, 'kind'))) {
      errors.push(fieldError.notSupported('roleRef.kind', role.kind, kinds))
    }
    if (role.name === '') errors.push(fieldError.required('roleRef.name'))
    if (old !== undefined && !equal(old.roleRef, binding.roleRef)) {
      errors.push(fieldError.invalid('roleRef', binding.roleRef, 'cannot change roleRef'))
    }
    for (const [index, subject] of recordsAt(binding, 'subjects').entries()) {
      const at = `subjects[${index}]`
      if (!subjectKinds.includes(textAt(subject, 'kind')))
        errors.push(fieldError.notSupported(`${at}.kind`, subject.kind, subjectKinds))
      if (subject.kind === 'ServiceAccount' && textAt(subject, 'namespace') === '' && !kinds.includes('Role')) {
        errors.push(fieldError.required(`${at}.namespace`))
      }
    }
    return errors
  }

const subjectKinds = ['Group', 'ServiceAccount', 'User']

const roleColumn = textColumn(
  'Role',
  'The role.',
  of => `${textAt(recordAt(of, 'roleRef'), 'kind')}/${textAt(recordAt(of, 'roleRef'), 'name')}`,
)
const subjectsColumn = (name: string, kind: string) =>
  textColumn(
    name,
    'Who is allowed.',
    of =>
      recordsAt(of, 'subjects')
        .filter(subject => subject.kind === kind)
        .map(subject =>
          kind === 'ServiceAccount'
            ? `${textAt(subject, 'namespace')}/${textAt(subject, 'name')}`
            : textAt(subject, 'name'),
        )
        .join(', '),
    true,
  )
const bindingColumns = [
  nameColumn,
  roleColumn,
  ageColumn,
  subjectsColumn('Users', 'User'),
  subjectsColumn('Groups', 'Group'),
  subjectsColumn('ServiceAccounts', 'ServiceAccount'),
]

export const RoleBinding: ResourceType = builtin({
  group,
  version: 'v1',
  kind: 'RoleBinding',
  plural: 'rolebindings',
  createsOnUpdate: true,
  namespaced: true,
  schema: wholeObject('Who may do what a role allows, within a namespace.', { subjects, roleRef }, ['roleRef']),
  columns: bindingColumns,
  prepare: prepareBinding,
  validate: validateBinding(['ClusterRole', 'Role']),
})

export const ClusterRoleBinding: ResourceType = builtin({
  group,
  version: 'v1',
  kind: 'ClusterRoleBinding',
  plural: 'clusterrolebindings',
  createsOnUpdate: true,
  namespaced: false,
  schema: wholeObject('Who may do what a ClusterRole allows, everywhere.', { subjects, roleRef }, ['roleRef']),
  columns: bindingColumns,
  prepare: prepareBinding,
  validate: validateBinding(['ClusterRole']),
})
