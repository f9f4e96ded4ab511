import { equal } from '../../json/equal.ts'
import { numberAt, recordAt, textAt, withField } from '../../json/fields.ts'
import type { FieldError } from '../../kube/fieldError.ts'
import { fieldError } from '../../kube/fieldError.ts'
import type { ApiObject, ResourceType } from '../objects/resourceType.ts'
import { ageColumn, countedColumn, nameColumn, textColumn } from '../objects/values.ts'
import { documented } from './documents/documented.ts'
import { atLeast, atMostAll, countOrPercent } from './fieldRules.ts'
import { validateWorkloadSelector } from './labelSelector.ts'
import { adviseOnTemplate, ofCounts, prepareTemplate, validateTemplate, wideColumns } from './workload.ts'

const prepare = (deployment: ApiObject): ApiObject => {
  const prepared = prepareTemplate(deployment)
  const spec = recordAt(prepared, 'spec')
  const strategy = recordAt(spec, 'strategy')
  const rollingUpdate = { maxUnavailable: '25%', maxSurge: '25%', ...recordAt(strategy, 'rollingUpdate') }
  const complete =
    textAt(strategy, 'type') === 'RollingUpdate'
      ? withField(prepared, 'spec', { ...spec, strategy: { ...strategy, rollingUpdate } })
      : prepared
  return complete.status === undefined ? { ...complete, status: {} } : complete
}

const validate = (deployment: ApiObject, old: ApiObject | undefined): readonly FieldError[] => {
  const spec = recordAt(deployment, 'spec')
  return [
    ...ofCounts(recordAt(deployment, 'status'), ['updatedReplicas', 'readyReplicas', 'availableReplicas']),
    ...atLeast(spec, 'replicas', 'spec', 0),
    ...validateWorkloadSelector('deployment', spec, old && recordAt(old, 'spec')),
    ...validateTemplate(recordAt(spec, 'template'), 'spec.template'),
    ...ofStrategy(recordAt(spec, 'strategy')),
    ...['minReadySeconds', 'revisionHistoryLimit', 'progressDeadlineSeconds'].flatMap(field =>
      atLeast(spec, field, 'spec', 0),
    ),
    ...(numberAt(spec, 'progressDeadlineSeconds') <= numberAt(spec, 'minReadySeconds') &&
    spec.progressDeadlineSeconds !== undefined
      ? [
          fieldError.invalid(
            'spec.progressDeadlineSeconds',
            spec.progressDeadlineSeconds,
            'must be greater than minReadySeconds',
          ),
        ]
      : []),
  ]
}

const ofStrategy = (strategy: ApiObject): readonly FieldError[] => {
  const { type } = strategy
  const path = 'spec.strategy.rollingUpdate'
  if (type === 'Recreate') {
    return strategy.rollingUpdate === undefined
      ? []
      : [fieldError.forbidden(path, "may not be specified when strategy `type` is 'Recreate'")]
  }
  if (type !== 'RollingUpdate') {
    const shown = { Type: type, RollingUpdate: strategy.rollingUpdate ?? null }
    return [fieldError.notSupported('spec.strategy', shown, ['Recreate', 'RollingUpdate'])]
  }
  const rolling = recordAt(strategy, 'rollingUpdate')
  const { maxUnavailable, maxSurge } = rolling
  const none = (value: unknown) => value === 0 || value === '0%'
  return [
    ...countOrPercent(rolling, 'maxUnavailable', path),
    ...countOrPercent(rolling, 'maxSurge', path),
    ...(none(maxUnavailable) && none(maxSurge)
      ? [fieldError.invalid(`${path}.maxUnavailable`, maxUnavailable, 'may not be 0 when `maxSurge` is 0')]
      : []),
    ...atMostAll(rolling, 'maxUnavailable', path),
  ]
}

export const deploymentType: ResourceType = documented('apps/v1', 'Deployment', {
  statusLeaves: ['labels'],
  scale: {
    specReplicasPath: '.spec.replicas',
    statusReplicasPath: '.status.replicas',
    labelSelectorPath: '.spec.selector',
  },
  generation: 'spec-and-annotations',
  columns: [
    nameColumn,
    textColumn('Ready', 'Number of the ready pods out of the desired ones.', deployment => {
      const ready = numberAt(recordAt(deployment, 'status'), 'readyReplicas')
      return `${ready}/${numberAt(recordAt(deployment, 'spec'), 'replicas')}`
    }),
    countedColumn('Up-to-date', 'Pods that have the current template.', of =>
      numberAt(recordAt(of, 'status'), 'updatedReplicas'),
    ),
    countedColumn('Available', 'Pods that are available.', of => numberAt(recordAt(of, 'status'), 'availableReplicas')),
    ageColumn,
    ...wideColumns,
  ],
  prepare,
  advise: (object, old) => (equal(object.spec, old?.spec) ? [] : adviseOnTemplate(object)),
  validate,
})
