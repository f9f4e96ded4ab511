import { equal } from '../../json/equal.ts'
import { numberAt, recordAt } from '../../json/fields.ts'
import type { FieldError } from '../../kube/fieldError.ts'
import type { ApiObject, ResourceType } from '../objects/resourceType.ts'
import { ageColumn, builtin, countColumn, nameColumn } from '../objects/values.ts'
import { wholeObject } from '../schema/objectMeta.ts'
import { shapes } from '../schema/shapes.ts'
import { atLeast } from './fieldRules.ts'
import { labelSelectorSchema, validateWorkloadSelector } from './labelSelector.ts'
import { condition, podTemplateSchema } from './podSpecSchema.ts'
import { adviseOnTemplate, ofCounts, prepareTemplate, validateTemplate, wideColumns } from './workload.ts'

const { int32, int64, object, mapList, always } = shapes

const schema = wholeObject('Keeps a number of equal pods running.', {
  spec: always(
    object(
      'The desired behaviour.',
      {
        replicas: int32('Number of desired pods.', { default: 1 }),
        minReadySeconds: int32('Seconds that a ready pod must stay ready to count as available.'),
        selector: labelSelectorSchema(
          'Which pods belong to it; must match the labels of the template. Cannot be changed.',
        ),
        template: always(podTemplateSchema),
      },
      ['selector'],
    ),
  ),
  status: object('What was last observed.', {
    replicas: int32('Pods that belong to it and are not terminating.'),
    fullyLabeledReplicas: int32('Pods that have all labels of the template.'),
    readyReplicas: int32('Pods that are ready.'),
    availableReplicas: int32('Pods that have been ready for minReadySeconds.'),
    terminatingReplicas: int32('Pods that are terminating.'),
    observedGeneration: int64('The generation that the controller has seen.'),
    conditions: mapList(['type'], condition(), 'Latest observations.'),
  }),
})

const prepare = (replicaSet: ApiObject): ApiObject => {
  const prepared = prepareTemplate(replicaSet)
  return prepared.status === undefined ? { ...prepared, status: { replicas: 0 } } : prepared
}

const validate = (replicaSet: ApiObject, old: ApiObject | undefined): readonly FieldError[] => {
  const spec = recordAt(replicaSet, 'spec')
  return [
    ...ofCounts(recordAt(replicaSet, 'status'), ['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas']),
    ...atLeast(spec, 'replicas', 'spec', 0),
    ...atLeast(spec, 'minReadySeconds', 'spec', 0),
    ...validateWorkloadSelector('replicaset', spec, old && recordAt(old, 'spec')),
    ...validateTemplate(recordAt(spec, 'template'), 'spec.template'),
  ]
}

export const replicaSetType: ResourceType = builtin({
  group: 'apps',
  version: 'v1',
  kind: 'ReplicaSet',
  plural: 'replicasets',
  shortNames: ['rs'],
  categories: ['all'],
  namespaced: true,
  schema,
  status: true,
  scale: {
    specReplicasPath: '.spec.replicas',
    statusReplicasPath: '.status.replicas',
    labelSelectorPath: '.spec.selector',
  },
  generation: 'spec',
  columns: [
    nameColumn,
    countColumn('Desired', 'Number of desired pods.', of => numberAt(recordAt(of, 'spec'), 'replicas')),
    countColumn('Current', 'Number of pods.', of => numberAt(recordAt(of, 'status'), 'replicas')),
    countColumn('Ready', 'Number of ready pods.', of => numberAt(recordAt(of, 'status'), 'readyReplicas')),
    ageColumn,
    ...wideColumns,
  ],
  prepare,
  advise: (object, old) => (equal(object.spec, old?.spec) ? [] : adviseOnTemplate(object)),
  validate,
})
