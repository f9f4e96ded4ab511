import { equal } from '../../json/equal.ts'
import { recordAt, recordsAt, textAt, withEach, withField } from '../../json/fields.ts'
import type { FieldError } from '../../kube/fieldError.ts'
import { fieldError } from '../../kube/fieldError.ts'
import { pathSegment, subdomain } from '../../kube/names.ts'
import { asText } from '../../text/asText.ts'
import type { ApiObject, ResourceType } from '../objects/resourceType.ts'
import { ageColumn, builtin, nameColumn, textColumn } from '../objects/values.ts'
import { wholeObject } from '../schema/objectMeta.ts'
import { shapes } from '../schema/shapes.ts'
import { rbacGroup } from './rbac.ts'

const { text, object, list, always, atomic } = shapes

const subjects = list(
  atomic(
    object('Who is allowed.', {
      kind: text('User, Group or ServiceAccount.'),
      apiGroup: text('"" for ServiceAccounts, else the RBAC group.'),
      name: text('The name.'),
      namespace: text('The namespace of a ServiceAccount.'),
    }),
  ),
  'Who is allowed.',
)

const roleRef = always(
  atomic(
    object('The role. Cannot be changed.', {
      apiGroup: text('The RBAC group.'),
      kind: text('Role or ClusterRole.'),
      name: text('Its name.'),
    }),
  ),
)

const prepareBinding = (binding: ApiObject): ApiObject => {
  const role = recordAt(binding, 'roleRef')
  const referred =
    textAt(role, 'apiGroup') === '' ? withField(binding, 'roleRef', { ...role, apiGroup: rbacGroup }) : binding
  return withEach(referred, 'subjects', subject =>
    subject.kind !== 'ServiceAccount' && textAt(subject, 'apiGroup') === ''
      ? { ...subject, apiGroup: rbacGroup }
      : subject,
  )
}

const validateBinding =
  (kinds: readonly string[]) =>
  (binding: ApiObject, old: ApiObject | undefined): readonly FieldError[] => {
    const { apiGroup, kind = '', name = '' } = recordAt(binding, 'roleRef')
    const errors: FieldError[] = []
    if (apiGroup !== rbacGroup) errors.push(fieldError.notSupported('roleRef.apiGroup', apiGroup, [rbacGroup]))
    if (!kinds.some(known => known === kind)) errors.push(fieldError.notSupported('roleRef.kind', kind, kinds))
    const wrong = pathSegment(asText(name))
    if (name === '') errors.push(fieldError.required('roleRef.name'))
    else if (wrong !== undefined) errors.push(fieldError.invalid('roleRef.name', name, wrong))
    for (const [index, subject] of recordsAt(binding, 'subjects').entries()) {
      errors.push(...ofSubject(subject, `subjects[${index}]`, kinds.includes('Role')))
    }
    if (old !== undefined && !equal(old.roleRef, binding.roleRef)) {
      const shown = { APIGroup: apiGroup, Kind: kind, Name: name }
      errors.push(fieldError.invalid('roleRef', shown, 'cannot change roleRef'))
    }
    return errors
  }

const ofSubject = (subject: ApiObject, at: string, namespaced: boolean): readonly FieldError[] => {
  const { kind = '', apiGroup = '' } = subject
  const name = textAt(subject, 'name')
  const errors: FieldError[] = name === '' ? [fieldError.required(`${at}.name`)] : []
  const isAccount = kind === 'ServiceAccount'
  if (!isAccount && kind !== 'User' && kind !== 'Group') {
    return [...errors, fieldError.notSupported(`${at}.kind`, kind, ['ServiceAccount', 'User', 'Group'])]
  }
  const wrong = isAccount && name !== '' ? subdomain(name) : undefined
  if (wrong !== undefined) errors.push(fieldError.invalid(`${at}.name`, name, wrong))
  const expected = isAccount ? '' : rbacGroup
  if (apiGroup !== expected) errors.push(fieldError.notSupported(`${at}.apiGroup`, apiGroup, [expected]))
  if (isAccount && !namespaced && textAt(subject, 'namespace') === '') {
    errors.push(fieldError.required(`${at}.namespace`))
  }
  return errors
}

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

export const roleBindingType: ResourceType = builtin({
  group: rbacGroup,
  version: 'v1',
  kind: 'RoleBinding',
  plural: 'rolebindings',
  createsOnUpdate: true,
  namespaced: true,
  schema: wholeObject('Who may do what a role allows, within a namespace.', { subjects, roleRef }),
  columns: bindingColumns,
  prepare: prepareBinding,
  validate: validateBinding(['Role', 'ClusterRole']),
})

export const clusterRoleBindingType: ResourceType = builtin({
  group: rbacGroup,
  version: 'v1',
  kind: 'ClusterRoleBinding',
  plural: 'clusterrolebindings',
  createsOnUpdate: true,
  namespaced: false,
  schema: wholeObject('Who may do what a ClusterRole allows, everywhere.', { subjects, roleRef }),
  columns: bindingColumns,
  prepare: prepareBinding,
  validate: validateBinding(['ClusterRole']),
})
