import type { ManagedFields } from '../../kube/managedFields.ts'
import { type ApiStatus, applyConflict } from '../../kube/status.ts'
import { same } from './compare.ts'
import type { Changes } from './dialects.ts'
import { intersection, paths, union } from './fieldSet.ts'
import { identityOf, type ManagerIdentity, type Managers } from './managers.ts'
import { printPath } from './pathElement.ts'

/** The refusal of an apply that would change what other managers own; `undefined` where it changes none. */
export const conflictsWith = (
  managers: Managers,
  identity: ManagerIdentity,
  changes: Changes,
): ApiStatus | undefined => {
  const own = identityOf(identity)
  const conflicts = [...managers]
    .filter(([key]) => key !== own)
    .flatMap(([, entry]) => {
      const { added, modified } = changes(entry.apiVersion) ?? same
      return paths(intersection(entry.fieldsV1, union(added, modified))).map(path => ({
        manager: printManager(entry),
        path: printPath(path),
      }))
    })
  if (conflicts.length === 0) return undefined
  const causes = conflicts.map(({ manager, path }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${manager}`,
    field: path,
  }))
  const [first, second] = conflicts
  if (first !== undefined && second === undefined) {
    return applyConflict(`Apply failed with 1 conflict: conflict with ${first.manager}: ${first.path}`, causes)
  }
  const managersInvolved = [...new Set(conflicts.map(({ manager }) => manager))].sort()
  const lines = managersInvolved.flatMap(manager => [
    `conflicts with ${manager}:`,
    ...conflicts.filter(one => one.manager === manager).map(({ path }) => `- ${path}`),
  ])
  return applyConflict(`Apply failed with ${conflicts.length} conflicts: ${lines.join('\n')}`, causes)
}

const printManager = ({ manager, operation, apiVersion, subresource = '' }: ManagedFields): string => {
  const name = JSON.stringify(manager)
  const full = subresource === '' ? name : `${name} with subresource ${JSON.stringify(subresource)}`
  return operation === 'Update' ? `${full} using ${apiVersion}` : full
}
