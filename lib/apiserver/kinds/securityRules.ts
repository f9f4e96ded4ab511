import { textsAt } from '../../json/fields.ts'
import type { FieldError } from '../../kube/fieldError.ts'
import { fieldError } from '../../kube/fieldError.ts'
import type { ApiObject } from '../objects/resourceType.ts'

/** The rules for the security context of a container. */
export const validateSecurity = (context: ApiObject, path: string): readonly FieldError[] => [
  ...validateIds(context, path),
  ...(context.allowPrivilegeEscalation === false && context.privileged === true
    ? [fieldError.invalid(path, '<context>', 'cannot set `allowPrivilegeEscalation` to false and `privileged` to true')]
    : []),
]

const most = 2 ** 31 - 1

/** Users and groups are numbers that a system knows. */
export const validateIds = (context: ApiObject, path: string): readonly FieldError[] => {
  const lists = textsAt(context, 'supplementalGroups')
  return ['runAsUser', 'runAsGroup', 'fsGroup', ...lists].flatMap(field => {
    const id = context[field]
    return typeof id === 'number' && (id < 0 || id > most)
      ? [fieldError.invalid(`${path}.${field}`, id, `must be between 0 and ${most}, inclusive`)]
      : []
  })
}
