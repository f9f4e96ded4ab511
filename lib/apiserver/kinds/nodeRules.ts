import { equal } from '../../json/equal.ts'
import { recordAt, recordsAt, textAt } from '../../json/fields.ts'
import type { FieldError } from '../../kube/fieldError.ts'
import { fieldError } from '../../kube/fieldError.ts'
import { labelValue, qualifiedName } from '../../kube/names.ts'
import type { ApiObject } from '../objects/resourceType.ts'
import { oneOf, requiredText } from './fieldRules.ts'

/** The rules for a Node, and its immutable fields. */
export const validateNode = (node: ApiObject, old: ApiObject | undefined): readonly FieldError[] => {
  const spec = recordAt(node, 'spec')
  const before = recordAt(old ?? {}, 'spec')
  const moved = before.podCIDRs !== undefined && !equal(before.podCIDRs, spec.podCIDRs)
  return [
    // The real server has taints where they once were: in the metadata.
    ...recordsAt(spec, 'taints').flatMap((taint, index) => ofTaint(taint, `metadata.taints[${index}]`)),
    ...(moved
      ? [fieldError.forbidden('spec.podCIDRs', 'node updates may not change podCIDR except from "" to valid')]
      : []),
    ...(textAt(before, 'providerID') !== '' && before.providerID !== spec.providerID
      ? [fieldError.forbidden('spec.providerID', 'node updates may not change providerID except from "" to valid')]
      : []),
  ]
}

const ofTaint = (taint: ApiObject, path: string): readonly FieldError[] => {
  const key = textAt(taint, 'key')
  const wrong = labelValue(textAt(taint, 'value'))
  const effect = requiredText(taint, 'effect', path)
  return [
    ...qualifiedName(key).map(why => fieldError.invalid(`${path}.key`, key, why)),
    ...(wrong === undefined ? [] : [fieldError.invalid(`${path}.value`, taint.value, wrong)]),
    ...(effect.length > 0 ? effect : oneOf(taint, 'effect', path, ['NoSchedule', 'PreferNoSchedule', 'NoExecute'])),
  ]
}
