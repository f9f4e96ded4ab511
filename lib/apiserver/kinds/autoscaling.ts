import { numberAt, recordAt, recordsAt, textAt } from '../../json/fields.ts'
import type { FieldError } from '../../kube/fieldError.ts'
import { fieldError } from '../../kube/fieldError.ts'
import type { ApiObject, ResourceType } from '../objects/resourceType.ts'
import { ageColumn, builtin, countColumn, nameColumn, textColumn } from '../objects/values.ts'
import { wholeObject } from '../schema/objectMeta.ts'
import { shapes } from '../schema/shapes.ts'
import { requiredText } from './fieldRules.ts'
import { condition } from './podSpecSchema.ts'

const { text, int32, int64, time, object, list, mapList, open, always } = shapes

const scalingRules = (stabilizationWindowSeconds: object, policies: readonly object[]) => ({
  ...object('How fast it scales.', {
    stabilizationWindowSeconds: int32('How long a recommendation must last.', stabilizationWindowSeconds),
    selectPolicy: text('Max, Min or Disabled.', { default: 'Max' }),
    policies: list(
      object('A step.', {
        type: text('Pods or Percent.'),
        value: int32('How many.'),
        periodSeconds: int32('In what time.'),
      }),
      'Steps that may be taken.',
    ),
    tolerance: { description: 'How far from the target nothing happens.' },
  }),
  default: { policies },
})

const percent = { type: 'Percent', value: 100, periodSeconds: 15 }

const referenceOf = (scaler: ApiObject): string => {
  const target = recordAt(scaler, 'spec', 'scaleTargetRef')
  return `${textAt(target, 'kind')}/${textAt(target, 'name')}`
}

const cpu = { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } }

const up = [{ type: 'Pods', value: 4, periodSeconds: 15 }, percent]

/** Without metrics it scales by CPU. Steps that are not named are those that keep up with a load. */
const prepare = (scaler: ApiObject): ApiObject => {
  const spec = recordAt(scaler, 'spec')
  const behavior = recordAt(spec, 'behavior')
  const completed = (direction: string, policies: readonly object[]) => ({
    ...recordAt(behavior, direction),
    policies: recordAt(behavior, direction).policies ?? policies,
  })
  return {
    ...scaler,
    spec: {
      ...spec,
      metrics: recordsAt(spec, 'metrics').length === 0 ? [cpu] : spec.metrics,
      ...(spec.behavior !== undefined && {
        behavior: { ...behavior, scaleUp: completed('scaleUp', up), scaleDown: completed('scaleDown', [percent]) },
      }),
    },
  }
}

/** The status before the first observation. */
const allocate = (scaler: ApiObject): ApiObject => ({
  ...scaler,
  status: { desiredReplicas: 0, currentMetrics: null, ...recordAt(scaler, 'status') },
})

const validate = (scaler: ApiObject): readonly FieldError[] => {
  const spec = recordAt(scaler, 'spec')
  const { minReplicas: least } = spec
  const most = numberAt(spec, 'maxReplicas')
  const target = recordAt(spec, 'scaleTargetRef')
  const at = 'spec.scaleTargetRef'
  return [
    ...(typeof least === 'number' && least < 1
      ? [fieldError.invalid('spec.minReplicas', least, 'must be greater than or equal to 1')]
      : []),
    ...(least === 0 && !recordsAt(spec, 'metrics').some(({ type }) => type === 'Object' || type === 'External')
      ? [
          fieldError.forbidden(
            'spec.metrics',
            'must specify at least one Object or External metric to support scaling to zero replicas',
          ),
        ]
      : []),
    ...(most === 0 ? [fieldError.required('spec.maxReplicas', 'must be set and greater than 0')] : []),
    ...(most < 0 ? [fieldError.invalid('spec.maxReplicas', most, 'must be greater than or equal to 1')] : []),
    ...(typeof least === 'number' && most < least
      ? [fieldError.invalid('spec.maxReplicas', most, 'must be greater than or equal to `minReplicas`')]
      : []),
    ...requiredText(target, 'kind', at),
    ...requiredText(target, 'name', at),
    ...(textAt(target, 'apiVersion') === ''
      ? [fieldError.invalid(`${at}.apiVersion`, '', 'apiVersion must specify API group')]
      : []),
  ]
}

export const horizontalPodAutoscalerType: ResourceType = builtin({
  group: 'autoscaling',
  version: 'v2',
  kind: 'HorizontalPodAutoscaler',
  plural: 'horizontalpodautoscalers',
  shortNames: ['hpa'],
  categories: ['all'],
  namespaced: true,
  status: true,
  schema: wholeObject('Scales something by metrics.', {
    spec: always(
      object('The desired behaviour.', {
        scaleTargetRef: always(object('What is scaled.', { apiVersion: text(), kind: text(), name: text() })),
        minReplicas: int32('The least number of replicas.', { default: 1 }),
        maxReplicas: int32('The most replicas.'),
        metrics: list(open('A metric.'), 'What the number is computed from.'),
        behavior: object('How fast it scales.', {
          scaleUp: scalingRules({ default: 0 }, up),
          scaleDown: scalingRules({}, [percent]),
        }),
      }),
    ),
    status: object('What was last observed.', {
      observedGeneration: int64(),
      lastScaleTime: time(),
      currentReplicas: int32(),
      desiredReplicas: int32(),
      currentMetrics: { ...list(open()), nullable: true },
      conditions: mapList(['type'], condition(), 'Latest observations.'),
    }),
  }),
  columns: [
    nameColumn,
    textColumn('Reference', 'What is scaled.', referenceOf),
    textColumn('Targets', 'What it scales by.', of =>
      recordsAt(recordAt(of, 'spec'), 'metrics').length === 0 ? '<none>' : '<unknown>',
    ),
    textColumn('MinPods', 'The least number of replicas.', of => String(recordAt(of, 'spec').minReplicas ?? '<unset>')),
    countColumn('MaxPods', 'The most replicas.', of => numberAt(recordAt(of, 'spec'), 'maxReplicas')),
    countColumn('Replicas', 'Replicas now.', of => numberAt(recordAt(of, 'status'), 'currentReplicas')),
    ageColumn,
  ],
  blank: { spec: { scaleTargetRef: {} } },
  prepare,
  allocate,
  validate,
})
