import { equal } from '../../json/equal.ts'
import { numberAt, recordAt, textAt, withField } from '../../json/fields.ts'
import type { FieldError } from '../../kube/fieldError.ts'
import { fieldError } from '../../kube/fieldError.ts'
import type { ApiObject, ResourceType } from '../objects/resourceType.ts'
import { ageColumn, builtin, countedColumn, nameColumn, textColumn } from '../objects/values.ts'
import { wholeObject } from '../schema/objectMeta.ts'
import { shapes } from '../schema/shapes.ts'
import { atLeast, atMostAll, countOrPercent } from './fieldRules.ts'
import { labelSelectorSchema, validateWorkloadSelector } from './labelSelector.ts'
import { condition, podTemplateSchema } from './podSpecSchema.ts'
import { adviseOnTemplate, ofCounts, prepareTemplate, validateTemplate, wideColumns } from './workload.ts'

const { int32, int64, bool, text, intOrString, object, mapList, always, timeOrNull } = shapes

const schema = wholeObject(
  'Keeps a number of equal pods running, and replaces them step by step when their template changes.',
  {
    spec: always(
      object(
        'The desired behaviour.',
        {
          replicas: int32('Number of desired pods.', { default: 1 }),
          selector: labelSelectorSchema(
            'Which pods belong to it; must match the labels of the template. Cannot be changed.',
          ),
          template: always(podTemplateSchema),
          strategy: {
            ...object('How old pods are replaced by new ones.', {
              type: text('RollingUpdate or Recreate.', { default: 'RollingUpdate' }),
              rollingUpdate: object('Parameters of RollingUpdate.', {
                maxUnavailable: intOrString('How many pods may be missing: a number or a percentage.', {
                  default: '25%',
                }),
                maxSurge: intOrString('How many pods may be there beyond replicas: a number or a percentage.', {
                  default: '25%',
                }),
              }),
            }),
            default: {},
            'x-kubernetes-patch-strategy': 'retainKeys',
          },
          minReadySeconds: int32('Seconds that a ready pod must stay ready to count as available.'),
          revisionHistoryLimit: int32('Number of old ReplicaSets that are kept.', { default: 10 }),
          paused: bool('Whether changes of the template wait.'),
          progressDeadlineSeconds: int32('Seconds without progress after which the rollout counts as failed.', {
            default: 600,
          }),
        },
        ['selector'],
      ),
    ),
    status: object('What was last observed.', {
      observedGeneration: int64('The generation that the controller has seen.'),
      replicas: int32('Pods that belong to it and are not terminating.'),
      updatedReplicas: int32('Pods that have the current template.'),
      readyReplicas: int32('Pods that are ready.'),
      availableReplicas: int32('Pods that have been ready for minReadySeconds.'),
      unavailableReplicas: int32('Pods that are still missing.'),
      terminatingReplicas: int32('Pods that are terminating.'),
      collisionCount: int32('Collisions of the hash in names of ReplicaSets.'),
      conditions: mapList(
        ['type'],
        condition({ lastUpdateTime: timeOrNull('When the condition was last updated.') }),
        'Latest observations.',
      ),
    }),
  },
)

const prepare = (deployment: ApiObject): ApiObject => {
  const prepared = prepareTemplate(deployment)
  const spec = recordAt(prepared, 'spec')
  const strategy = recordAt(spec, 'strategy')
  const rolling = textAt(strategy, 'type') === 'RollingUpdate' && strategy.rollingUpdate === undefined
  const complete = rolling
    ? withField(prepared, 'spec', {
        ...spec,
        strategy: { ...strategy, rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } },
      })
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

export const deploymentType: ResourceType = builtin({
  group: 'apps',
  version: 'v1',
  kind: 'Deployment',
  plural: 'deployments',
  shortNames: ['deploy'],
  categories: ['all'],
  namespaced: true,
  schema,
  status: true,
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
