import { equal } from '../../equal.ts'
import type { ApiObject, FieldError, Schema } from '../resourceType.ts'
import { fieldError } from '../schema/fieldError.ts'
import { shapes } from '../schema/shapes.ts'
import { recordAt, recordsAt, textAt, textsAt } from './builtin.ts'

const { text, object, list, textMap, atomic } = shapes

/** metav1.LabelSelector */
export const labelSelectorSchema = (description: string): Schema =>
  atomic(
    object(description, {
      matchLabels: textMap('Labels that must have exactly these values.'),
      matchExpressions: list(
        object(
          'A requirement on one label.',
          {
            key: text('The label.'),
            operator: text('In, NotIn, Exists or DoesNotExist.'),
            values: list(text(), 'The values for In and NotIn.'),
          },
          ['key', 'operator'],
        ),
        'Requirements that must all hold.',
      ),
    }),
  )

/** Whether a LabelSelector that asks for something selects these labels. */
export const selects = (selector: ApiObject, labels: ApiObject): boolean =>
  Object.entries(recordAt(selector, 'matchLabels')).every(([key, value]) => labels[key] === value) &&
  recordsAt(selector, 'matchExpressions').every(expression => {
    const value = labels[textAt(expression, 'key')]
    const values = textsAt(expression, 'values')
    switch (textAt(expression, 'operator')) {
      case 'In':
        return typeof value === 'string' && values.includes(value)
      case 'NotIn':
        return typeof value !== 'string' || !values.includes(value)
      case 'Exists':
        return value !== undefined
      default:
        return value === undefined
    }
  })

export const isEmptySelector = (selector: ApiObject): boolean =>
  Object.keys(recordAt(selector, 'matchLabels')).length === 0 && recordsAt(selector, 'matchExpressions').length === 0

const unselected = '`selector` does not match template `labels`'

/** What Deployments and ReplicaSets demand of their selector: it asks for something, selects the template, never changes. */
export const validateWorkloadSelector = (
  owner: string,
  spec: ApiObject,
  oldSpec: ApiObject | undefined,
): readonly FieldError[] => {
  const errors: FieldError[] = []
  if (spec.selector === undefined) {
    // Without a selector nothing is selected. That it is required, its schema says.
    const labels = recordAt(spec, 'template', 'metadata').labels ?? null
    errors.push(fieldError.invalid('spec.template.metadata.labels', labels, unselected))
  } else {
    const selector = recordAt(spec, 'selector')
    if (isEmptySelector(selector)) {
      errors.push(fieldError.invalid('spec.selector', selector, `empty selector is invalid for ${owner}`))
    }
    const labels = recordAt(spec, 'template', 'metadata', 'labels')
    if (!isEmptySelector(selector) && !selects(selector, labels)) {
      errors.push(fieldError.invalid('spec.template.metadata.labels', labels, unselected))
    }
    if (oldSpec !== undefined && !equal(selector, oldSpec.selector)) {
      errors.push(fieldError.invalid('spec.selector', selector, 'field is immutable'))
    }
  }
  return errors
}
