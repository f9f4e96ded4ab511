import { equal } from '../../json/equal.ts'
import { recordAt } from '../../json/fields.ts'
import type { FieldError } from '../../kube/fieldError.ts'
import type { ApiObject, ResourceType } from '../objects/resourceType.ts'
import { ageColumn, nameColumn } from '../objects/values.ts'
import { documented } from './documents/documented.ts'
import { atLeast } from './fieldRules.ts'
import { validateWorkloadSelector } from './labelSelector.ts'
import {
  adviseOnTemplate,
  ofCounts,
  prepareTemplate,
  replicaColumns,
  validateTemplate,
  wideColumns,
} from './workload.ts'

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

export const replicaSetType: ResourceType = documented('apps/v1', 'ReplicaSet', {
  scale: {
    specReplicasPath: '.spec.replicas',
    statusReplicasPath: '.status.replicas',
    labelSelectorPath: '.spec.selector',
  },
  generation: 'spec',
  columns: [nameColumn, ...replicaColumns, ageColumn, ...wideColumns],
  prepare,
  advise: (object, old) => (equal(object.spec, old?.spec) ? [] : adviseOnTemplate(object)),
  validate,
})
