import { recordAt, recordsAt, textAt, textsAt } from '../../json/fields.ts'
import type { FieldError } from '../../kube/fieldError.ts'
import { fieldError } from '../../kube/fieldError.ts'
import { labelValue, qualifiedName, subdomain } from '../../kube/names.ts'
import type { ApiObject } from '../objects/resourceType.ts'
import { labelErrors } from '../rules/validateMetadata.ts'
import { validateContainers } from './containerRules.ts'
import { namedErrors, oneOf } from './fieldRules.ts'
import { selectorErrors } from './labelSelector.ts'
import { validateIds } from './securityRules.ts'
import { validateVolumes } from './volumeRules.ts'

/** The rules for a pod spec at `path`. */
export const validatePodSpec = (spec: ApiObject, path: string): readonly FieldError[] => [
  ...validateVolumes(recordsAt(spec, 'volumes'), `${path}.volumes`),
  ...validateContainers(spec, path),
  ...oneOf(spec, 'restartPolicy', path, ['Always', 'OnFailure', 'Never']),
  ...oneOf(spec, 'dnsPolicy', path, ['ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None']),
  ...labelErrors(recordAt(spec, 'nodeSelector'), `${path}.nodeSelector`),
  ...validateIds(recordAt(spec, 'securityContext'), `${path}.securityContext`),
  ...(spec.dnsPolicy === 'None' && textsAt(recordAt(spec, 'dnsConfig'), 'nameservers').length === 0
    ? [
        spec.dnsConfig === undefined
          ? fieldError.required(`${path}.dnsConfig`, 'must provide `dnsConfig` when `dnsPolicy` is None')
          : fieldError.required(
              `${path}.dnsConfig.nameservers`,
              'must provide at least one DNS nameserver when `dnsPolicy` is None',
            ),
      ]
    : []),
  ...recordsAt(spec, 'topologySpreadConstraints').flatMap((constraint, index) =>
    ofSpread(constraint, `${path}.topologySpreadConstraints[${index}]`),
  ),
  ...namedErrors(spec, 'serviceAccountName', path, subdomain),
  ...namedErrors(spec, 'nodeName', path, subdomain),
  ...ofDeadline(spec.activeDeadlineSeconds, `${path}.activeDeadlineSeconds`),
  ...namedErrors(spec, 'hostname', path),
  ...namedErrors(spec, 'subdomain', path),
  ...recordsAt(spec, 'tolerations').flatMap((toleration, index) =>
    ofToleration(toleration, `${path}.tolerations[${index}]`),
  ),
  ...namedErrors(spec, 'priorityClassName', path, subdomain),
]

const mostSeconds = 2 ** 31 - 1

const ofDeadline = (seconds: unknown, path: string): readonly FieldError[] =>
  typeof seconds === 'number' && (seconds < 1 || seconds > mostSeconds)
    ? [fieldError.invalid(path, seconds, `must be between 1 and ${mostSeconds}, inclusive`)]
    : []

const ofSpread = (constraint: ApiObject, path: string): readonly FieldError[] => [
  ...(typeof constraint.maxSkew === 'number' && constraint.maxSkew <= 0
    ? [fieldError.invalid(`${path}.maxSkew`, constraint.maxSkew, 'must be greater than zero')]
    : []),
  ...oneOf(constraint, 'whenUnsatisfiable', path, ['DoNotSchedule', 'ScheduleAnyway']),
  ...selectorErrors(recordAt(constraint, 'labelSelector'), `${path}.labelSelector`),
]

const ofToleration = (toleration: ApiObject, path: string): readonly FieldError[] => {
  const key = textAt(toleration, 'key')
  const operator = textAt(toleration, 'operator')
  const value = textAt(toleration, 'value')
  const { effect = '' } = toleration
  const errors: FieldError[] =
    key === '' ? [] : qualifiedName(key).map(why => fieldError.invalid(`${path}.key`, key, why))
  if (key === '' && operator !== 'Exists') {
    const detail = 'operator must be Exists when `key` is empty, which means "match all values and all keys"'
    errors.push(fieldError.invalid(`${path}.operator`, operator, detail))
  }
  if (toleration.tolerationSeconds !== undefined && effect !== 'NoExecute') {
    errors.push(
      fieldError.invalid(`${path}.effect`, effect, "effect must be 'NoExecute' when `tolerationSeconds` is set"),
    )
  }
  const wrong = labelValue(value)
  if (operator === 'Exists' && value !== '') {
    errors.push(fieldError.invalid(`${path}.operator`, value, "value must be empty when `operator` is 'Exists'"))
  } else if ((operator === '' || operator === 'Equal') && wrong !== undefined) {
    errors.push(fieldError.invalid(`${path}.operator`, value, wrong))
  } else if (!['', 'Equal', 'Exists'].includes(operator)) {
    errors.push(fieldError.notSupported(`${path}.operator`, operator, ['Equal', 'Exists']))
  }
  return effect === ''
    ? errors
    : [...errors, ...oneOf(toleration, 'effect', path, ['NoSchedule', 'PreferNoSchedule', 'NoExecute'])]
}
