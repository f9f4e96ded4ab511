import { numberAt, recordAt, recordsAt, textAt, withField } from '../../json/fields.ts'
import type { FieldError } from '../../kube/fieldError.ts'
import { fieldError } from '../../kube/fieldError.ts'
import type { ApiObject, Column } from '../objects/resourceType.ts'
import { countColumn, printedSelector, textColumn } from '../objects/values.ts'
import { annotationErrors, labelErrors } from '../rules/validateMetadata.ts'
import { atLeast } from './fieldRules.ts'
import { validatePodSpec } from './podRules.ts'
import { preparePodSpec } from './podSpec.ts'

/** The parts that Deployments and ReplicaSets share: a pod template and the wide columns about it. */

export const prepareTemplate = (object: ApiObject): ApiObject => {
  const spec = recordAt(object, 'spec')
  const template = recordAt(spec, 'template')
  if (template.spec === undefined) return object
  const prepared = withField(template, 'spec', preparePodSpec(recordAt(template, 'spec')))
  return withField(object, 'spec', withField(spec, 'template', prepared))
}

/** Who has no labels has those of the template. */
export const labelledAsTemplate = (object: ApiObject): ApiObject => {
  const metadata = recordAt(object, 'metadata')
  const labels = recordAt(object, 'spec', 'template', 'metadata', 'labels')
  return Object.keys(recordAt(metadata, 'labels')).length > 0 || Object.keys(labels).length === 0
    ? object
    : withField(object, 'metadata', { ...metadata, labels })
}

/** Warnings of the server about a template. */
export const adviseOnTemplate = (object: ApiObject): readonly string[] => {
  const path = 'spec.template.spec'
  const spec = recordAt(object, 'spec', 'template', 'spec')
  return [
    ...recordsAt(spec, 'topologySpreadConstraints').flatMap(({ labelSelector }, index) =>
      labelSelector === undefined
        ? [`${path}.topologySpreadConstraints[${index}].labelSelector: a null labelSelector results in matching no pod`]
        : [],
    ),
    ...(numberAt(spec, 'terminationGracePeriodSeconds') < 0
      ? [`${path}.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1`]
      : []),
  ]
}

/** The template of pods that never end by themselves. */
export const validateTemplate = (template: ApiObject, path: string): readonly FieldError[] => {
  const metadata = recordAt(template, 'metadata')
  const spec = recordAt(template, 'spec')
  const { restartPolicy = 'Always', activeDeadlineSeconds } = spec
  return [
    ...labelErrors(recordAt(metadata, 'labels'), `${path}.labels`),
    ...annotationErrors(recordAt(metadata, 'annotations'), `${path}.annotations`),
    ...validatePodSpec(spec, `${path}.spec`),
    ...(restartPolicy === 'Always'
      ? []
      : [fieldError.notSupported(`${path}.spec.restartPolicy`, restartPolicy, ['Always'])]),
    ...(activeDeadlineSeconds === undefined
      ? []
      : [
          fieldError.forbidden(
            `${path}.spec.activeDeadlineSeconds`,
            'activeDeadlineSeconds in ReplicaSet is not Supported',
          ),
        ]),
  ]
}

/** Counts of pods: none below zero, none above `replicas`. */
export const ofCounts = (status: ApiObject, counts: readonly string[]): readonly FieldError[] => [
  ...[...counts, 'replicas', 'observedGeneration'].flatMap(field => atLeast(status, field, 'status', 0)),
  ...counts
    .filter(field => numberAt(status, field) > numberAt(status, 'replicas'))
    .map(field =>
      fieldError.invalid(`status.${field}`, numberAt(status, field), 'cannot be greater than status.replicas'),
    ),
  ...(numberAt(status, 'availableReplicas') > numberAt(status, 'readyReplicas')
    ? [fieldError.invalid('status.availableReplicas', status.availableReplicas, 'cannot be greater than readyReplicas')]
    : []),
]

const containersOf = (object: ApiObject): readonly ApiObject[] =>
  recordsAt(recordAt(object, 'spec', 'template', 'spec'), 'containers')

/** How many pods of a kind that only counts them. */
export const replicaColumns: readonly Column[] = [
  countColumn('Desired', 'Number of desired pods.', of => numberAt(recordAt(of, 'spec'), 'replicas')),
  countColumn('Current', 'Number of pods.', of => numberAt(recordAt(of, 'status'), 'replicas')),
  countColumn('Ready', 'Number of ready pods.', of => numberAt(recordAt(of, 'status'), 'readyReplicas')),
]

export const wideColumns: readonly Column[] = [
  textColumn(
    'Containers',
    'Names of the containers.',
    object =>
      containersOf(object)
        .map(of => textAt(of, 'name'))
        .join(','),
    true,
  ),
  textColumn(
    'Images',
    'Images of the containers.',
    object =>
      containersOf(object)
        .map(of => textAt(of, 'image'))
        .join(','),
    true,
  ),
  textColumn(
    'Selector',
    'Which pods belong to it.',
    object => printedSelector(recordAt(object, 'spec', 'selector')),
    true,
  ),
]
