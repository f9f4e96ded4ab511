import { equal } from '../../json/equal.ts'
import { isRecord, recordAt, recordsAt, textAt, withField } from '../../json/fields.ts'
import { type FieldError, fieldError } from '../../kube/fieldError.ts'
import type { ApiObject, ResourceType } from '../objects/resourceType.ts'
import { ageColumn, mixedColumn, nameColumn, textColumn } from '../objects/values.ts'
import { documented } from './documents/documented.ts'
import { atLeast } from './fieldRules.ts'
import {
  adviseOnTemplate,
  labelledAsTemplate,
  prepareTemplate,
  replicaColumns,
  validateTemplate,
  wideColumns,
} from './workload.ts'

/** Older and lesser keepers of pod templates. */

const labelsText = (labels: ApiObject): string =>
  Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .toSorted()
    .join(',') || '<none>'

export const podTemplateType: ResourceType = documented('v1', 'PodTemplate', {
  generation: 'all-but-status',
  prepare: object => {
    const prepared = prepareTemplate({ spec: { template: object.template ?? {} } })
    return withField(object, 'template', recordAt(prepared, 'spec').template)
  },
  validate: object => validateTemplate(recordAt(object, 'template'), 'template'),
  columns: [
    nameColumn,
    ...wideColumns.slice(0, 2).map(({ value, ...column }) => ({
      ...column,
      priority: 0,
      value: (of: ApiObject, nowMs: number) => (typeof value === 'function' ? value({ spec: of }, nowMs) : ''),
    })),
    textColumn('Pod Labels', 'Of the pods.', of => labelsText(recordAt(of, 'template', 'metadata', 'labels'))),
  ],
})

/** Its labels, and those by which it selects, are those of its template unless it says others. */
const prepareController = (object: ApiObject): ApiObject => {
  const prepared = labelledAsTemplate(prepareTemplate(object))
  const spec = recordAt(prepared, 'spec')
  const { labels } = recordAt(spec, 'template', 'metadata')
  return {
    ...prepared,
    ...(spec.selector === undefined && isRecord(labels) && { spec: { ...spec, selector: labels } }),
    status: { replicas: 0, ...recordAt(prepared, 'status') },
  }
}

const validateController = (object: ApiObject): readonly FieldError[] => {
  const spec = recordAt(object, 'spec')
  const template = recordAt(spec, 'template')
  return [
    ...(Object.keys(recordAt(spec, 'selector')).length === 0 ? [fieldError.required('spec.selector')] : []),
    ...atLeast(spec, 'replicas', 'spec', 0),
    ...atLeast(spec, 'minReadySeconds', 'spec', 0),
    ...(spec.template === undefined
      ? [fieldError.required('spec.template')]
      : validateTemplate(template, 'spec.template')),
  ]
}

export const replicationControllerType: ResourceType = documented('v1', 'ReplicationController', {
  generation: 'spec',
  scale: {
    specReplicasPath: '.spec.replicas',
    statusReplicasPath: '.status.replicas',
    labelSelectorPath: '.spec.selector',
  },
  prepare: prepareController,
  validate: validateController,
  advise: (object, old) => (equal(object.spec, old?.spec) ? [] : adviseOnTemplate(object)),
  columns: [
    nameColumn,
    ...replicaColumns,
    ageColumn,
    ...wideColumns.slice(0, 2),
    textColumn('Selector', 'Which pods belong to it.', of => labelsText(recordAt(of, 'spec', 'selector')), true),
  ],
})

/** `statefulset.apps/web` */
const controllerOfRevision = (of: ApiObject): string => {
  const owner = recordsAt(recordAt(of, 'metadata'), 'ownerReferences').find(each => each.controller === true)
  if (owner === undefined) return '<none>'
  const [group = ''] = textAt(owner, 'apiVersion').split('/')
  const inGroup = textAt(owner, 'apiVersion').includes('/') ? `.${group}` : ''
  return `${textAt(owner, 'kind').toLowerCase()}${inGroup}/${textAt(owner, 'name')}`
}

export const controllerRevisionType: ResourceType = documented('apps/v1', 'ControllerRevision', {
  validate: of => (isRecord(of.data) ? [] : [fieldError.required('data', 'data is mandatory')]),
  columns: [
    nameColumn,
    textColumn('Controller', 'Whose state it is.', controllerOfRevision),
    mixedColumn('Revision', 'Which one.', of => of.revision ?? 0),
    ageColumn,
  ],
})
