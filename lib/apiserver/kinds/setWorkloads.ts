import { equal } from '../../json/equal.ts'
import { numberAt, recordAt, textAt, withEach, withField } from '../../json/fields.ts'
import { type FieldError, fieldError } from '../../kube/fieldError.ts'
import type { ApiObject, ResourceType } from '../objects/resourceType.ts'
import { ageColumn, countColumn, nameColumn, textColumn } from '../objects/values.ts'
import { documented } from './documents/documented.ts'
import { atLeast, oneOf } from './fieldRules.ts'
import { validateWorkloadSelector } from './labelSelector.ts'
import { adviseOnTemplate, prepareTemplate, validateTemplate, wideColumns } from './workload.ts'

/** StatefulSets and DaemonSets. */

const advise: ResourceType['advise'] = (object, old) => (equal(object.spec, old?.spec) ? [] : adviseOnTemplate(object))

/** The parameters of a rolling update, where that is how pods are replaced. */
const withRolling = (object: ApiObject, parameters: ApiObject): ApiObject => {
  const spec = recordAt(object, 'spec')
  const strategy = recordAt(spec, 'updateStrategy')
  if (textAt(strategy, 'type') !== 'RollingUpdate') return object
  const rollingUpdate = { ...parameters, ...recordAt(strategy, 'rollingUpdate') }
  return withField(object, 'spec', { ...spec, updateStrategy: { ...strategy, rollingUpdate } })
}

const withRetention = (set: ApiObject): ApiObject => {
  const spec = recordAt(set, 'spec')
  const persistentVolumeClaimRetentionPolicy = {
    ...{ whenDeleted: 'Retain', whenScaled: 'Retain' },
    ...recordAt(spec, 'persistentVolumeClaimRetentionPolicy'),
  }
  return withField(set, 'spec', { ...spec, persistentVolumeClaimRetentionPolicy })
}

/** The templates of claims are whole objects. */
const withClaims = (set: ApiObject): ApiObject =>
  withField(
    set,
    'spec',
    withEach(recordAt(set, 'spec'), 'volumeClaimTemplates', claim => ({
      ...claim,
      ...{ apiVersion: 'v1', kind: 'PersistentVolumeClaim', status: { phase: 'Pending' } },
    })),
  )

const changeable = [
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'revisionHistoryLimit',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
]

const unchangedRule =
  "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden"

const validateStatefulSet = (set: ApiObject, old: ApiObject | undefined): readonly FieldError[] => {
  const spec = recordAt(set, 'spec')
  const before = old && recordAt(old, 'spec')
  const fixed = (of: ApiObject) =>
    Object.fromEntries(Object.entries(of).filter(([field]) => !changeable.includes(field)))
  if (before !== undefined && !equal(fixed(spec), fixed(before))) return [fieldError.forbidden('spec', unchangedRule)]
  return [
    ...oneOf(spec, 'podManagementPolicy', 'spec', ['OrderedReady', 'Parallel']),
    ...oneOf(recordAt(spec, 'updateStrategy'), 'type', 'spec.updateStrategy', ['OnDelete', 'RollingUpdate']),
    ...['replicas', 'minReadySeconds', 'revisionHistoryLimit'].flatMap(field => atLeast(spec, field, 'spec', 0)),
    ...validateWorkloadSelector('statefulset', spec, before),
    ...validateTemplate(recordAt(spec, 'template'), 'spec.template'),
  ]
}

export const statefulSetType: ResourceType = documented('apps/v1', 'StatefulSet', {
  generation: 'spec',
  scale: {
    specReplicasPath: '.spec.replicas',
    statusReplicasPath: '.status.replicas',
    labelSelectorPath: '.spec.selector',
  },
  prepare: set => withClaims(withRetention(withRolling(prepareTemplate(set), { partition: 0 }))),
  validate: validateStatefulSet,
  advise,
  columns: [
    nameColumn,
    textColumn('Ready', 'Number of the ready pods out of the desired ones.', of => {
      const ready = numberAt(recordAt(of, 'status'), 'readyReplicas')
      return `${ready}/${numberAt(recordAt(of, 'spec'), 'replicas')}`
    }),
    ageColumn,
    ...wideColumns.slice(0, 2),
  ],
})

const templateGeneration = 'deprecated.daemonset.template.generation'

/** Counts the changes of the template, in an annotation. */
const withTemplateGeneration = (set: ApiObject, old: ApiObject | undefined): ApiObject => {
  const metadata = recordAt(set, 'metadata')
  const before = old && numberOf(recordAt(old, 'metadata', 'annotations')[templateGeneration])
  const isChanged = old !== undefined && !equal(recordAt(set, 'spec').template, recordAt(old, 'spec').template)
  const count = before === undefined ? 1 : before + (isChanged ? 1 : 0)
  const annotations = { ...recordAt(metadata, 'annotations'), [templateGeneration]: String(count) }
  return withField(set, 'metadata', { ...metadata, annotations })
}

const numberOf = (text: unknown): number => (typeof text === 'string' ? Number(text) : 0)

export const daemonSetType: ResourceType = documented('apps/v1', 'DaemonSet', {
  generation: 'spec',
  prepare: (set, old) =>
    withRolling(withTemplateGeneration(prepareTemplate(set), old), { maxUnavailable: 1, maxSurge: 0 }),
  validate: (set, old) => {
    const spec = recordAt(set, 'spec')
    return [
      ...validateWorkloadSelector('daemonset', spec, old && recordAt(old, 'spec')).filter(
        ({ field, reason }) => field !== 'spec.selector' || reason !== 'FieldValueRequired',
      ),
      ...validateTemplate(recordAt(spec, 'template'), 'spec.template'),
      ...oneOf(recordAt(spec, 'updateStrategy'), 'type', 'spec.updateStrategy', ['OnDelete', 'RollingUpdate']),
      ...['minReadySeconds', 'revisionHistoryLimit'].flatMap(field => atLeast(spec, field, 'spec', 0)),
    ]
  },
  advise,
  columns: [
    nameColumn,
    ...Object.entries({
      Desired: 'desiredNumberScheduled',
      Current: 'currentNumberScheduled',
      Ready: 'numberReady',
      'Up-to-date': 'updatedNumberScheduled',
      Available: 'numberAvailable',
    }).map(([name, field]) => countColumn(name, 'Number of pods.', of => numberAt(recordAt(of, 'status'), field))),
    textColumn('Node Selector', 'On which nodes.', of => {
      const selected = Object.entries(recordAt(of, 'spec', 'template', 'spec', 'nodeSelector'))
      return (
        selected
          .map(([key, value]) => `${key}=${value}`)
          .toSorted()
          .join(',') || '<none>'
      )
    }),
    ageColumn,
    ...wideColumns,
  ],
})
