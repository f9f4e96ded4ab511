import { equal } from '../../json/equal.ts'
import { isRecord, recordAt, recordsAt, textAt, textsAt } from '../../json/fields.ts'
import type { FieldError } from '../../kube/fieldError.ts'
import { fieldError } from '../../kube/fieldError.ts'
import { labelValue, qualifiedName } from '../../kube/names.ts'
import type { Schema } from '../../kube/schema.ts'
import type { ApiObject } from '../objects/resourceType.ts'
import { labelErrors } from '../rules/validateMetadata.ts'
import { shapes } from '../schema/shapes.ts'

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
export const selectorCovers = (selector: ApiObject, labels: ApiObject): boolean =>
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

const isEmptySelector = (selector: ApiObject): boolean =>
  Object.keys(recordAt(selector, 'matchLabels')).length === 0 && recordsAt(selector, 'matchExpressions').length === 0

/** The faults of a LabelSelector at `path`. */
export const selectorErrors = (selector: ApiObject, path: string): readonly FieldError[] => [
  ...labelErrors(recordAt(selector, 'matchLabels'), `${path}.matchLabels`),
  ...recordsAt(selector, 'matchExpressions').flatMap((expression, index) => {
    const at = `${path}.matchExpressions[${index}]`
    const key = textAt(expression, 'key')
    return [
      ...ofOperator(textAt(expression, 'operator'), textsAt(expression, 'values').length > 0, at),
      ...qualifiedName(key).map(wrong => fieldError.invalid(`${at}.key`, key, wrong)),
      ...textsAt(expression, 'values').flatMap((value, index) => {
        const wrong = labelValue(value)
        return wrong === undefined ? [] : [fieldError.invalid(`${at}.values[${index}]`, value, wrong)]
      }),
    ]
  }),
]

const ofOperator = (operator: string, hasValues: boolean, at: string): readonly FieldError[] => {
  switch (operator) {
    case 'In':
    case 'NotIn':
      return hasValues
        ? []
        : [fieldError.required(`${at}.values`, "must be specified when `operator` is 'In' or 'NotIn'")]
    case 'Exists':
    case 'DoesNotExist':
      return hasValues
        ? [fieldError.forbidden(`${at}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")]
        : []
    default:
      return [fieldError.invalid(`${at}.operator`, operator, 'not a valid selector operator')]
  }
}

const unselected = '`selector` does not match template `labels`'

/** The rules for the selector of a Deployment or ReplicaSet: it is not empty, it selects the template, it never changes. */
export const validateWorkloadSelector = (
  owner: string,
  spec: ApiObject,
  oldSpec: ApiObject | undefined,
): readonly FieldError[] => {
  const errors: FieldError[] = []
  if (spec.selector === undefined) {
    // Without a selector nothing is selected.
    const labels = recordAt(spec, 'template', 'metadata').labels ?? null
    errors.push(fieldError.required('spec.selector'))
    errors.push(fieldError.invalid('spec.template.metadata.labels', labels, unselected))
  } else {
    const selector = recordAt(spec, 'selector')
    if (isEmptySelector(selector)) {
      errors.push(fieldError.invalid('spec.selector', selector, `empty selector is invalid for ${owner}`))
    }
    const wrong = selectorErrors(selector, 'spec.selector')
    errors.push(...wrong)
    if (wrong.length > 0) errors.push(fieldError.invalid('spec.selector', selector, 'invalid label selector'))
    const labels = recordAt(spec, 'template', 'metadata').labels ?? null
    if (wrong.length === 0 && !isEmptySelector(selector) && !selectorCovers(selector, isRecord(labels) ? labels : {})) {
      errors.push(fieldError.invalid('spec.template.metadata.labels', labels, unselected))
    }
  }
  if (oldSpec !== undefined && !equal(spec.selector, oldSpec.selector)) {
    errors.push(fieldError.invalid('spec.selector', spec.selector ?? null, 'field is immutable'))
  }
  return errors
}
