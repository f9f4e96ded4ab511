import type { ApiObject, Column, FieldError } from '../resourceType.ts'
import { fieldError } from '../schema/fieldError.ts'
import { numberAt, printedSelector, recordAt, recordsAt, textAt, textColumn, withField } from './builtin.ts'
import { atLeast, preparePodSpec } from './podSpec.ts'

/** What Deployments and ReplicaSets have in common: a pod template and the wide columns about it. */

export const prepareTemplate = (object: ApiObject): ApiObject => {
  const spec = recordAt(object, 'spec')
  const template = recordAt(spec, 'template')
  if (template.spec === undefined) return object
  const prepared = withField(template, 'spec', preparePodSpec(recordAt(template, 'spec')))
  return withField(object, 'spec', withField(spec, 'template', prepared))
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
