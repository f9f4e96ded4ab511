import { isRecord, recordAt, textAt } from '../../json/fields.ts'
import type { FieldError } from '../../kube/fieldError.ts'
import { fieldError } from '../../kube/fieldError.ts'
import type { ApiObject } from '../objects/resourceType.ts'

const annotation = 'api-approved.kubernetes.io'
const path = `metadata.annotations[${annotation}]`
const see = 'see https://github.com/kubernetes/enhancements/pull/1111'

/** Groups of the Kubernetes project need an approval, which an update need not bring anew. */
export const approvalErrors = (crd: ApiObject, old: ApiObject | undefined): readonly FieldError[] => {
  const group = textAt(recordAt(crd, 'spec'), 'group')
  if (!/(^|\.)(k8s|kubernetes)\.io$/.test(group)) return []
  const approval = approvalOf(crd)
  const state = stateOf(approval)
  if (state === 'given' || (old !== undefined && stateOf(approvalOf(old)) === state)) return []
  return [
    state === 'missing'
      ? fieldError.required(path, `protected groups must have approval annotation "${annotation}", ${see}`)
      : fieldError.invalid(
          path,
          approval,
          `protected groups must have approval annotation "${annotation}" with either a URL or a reason starting with "unapproved", ${see}`,
        ),
  ]
}

const approvalOf = (crd: ApiObject): string => {
  const { annotations } = recordAt(crd, 'metadata')
  return isRecord(annotations) ? textAt(annotations, annotation) : ''
}

const stateOf = (approval: string): 'missing' | 'given' | 'wrong' => {
  if (approval === '') return 'missing'
  return approval.startsWith('unapproved') || /^[a-z][a-z0-9+.-]*:\/\/[^/\s]+/i.test(approval) ? 'given' : 'wrong'
}
