import type { FieldError } from '../../kube/fieldError.ts'
import { fieldError } from '../../kube/fieldError.ts'
import type { Schema, ValidationRule } from '../../kube/schema.ts'
import { schemaAtPath } from './fieldPath.ts'

const reasons = ['FieldValueDuplicate', 'FieldValueForbidden', 'FieldValueInvalid', 'FieldValueRequired']

/** The faults of the rules of a schema, found before their expressions are read. */
export const ruleFormErrors = (schema: Schema, path: string): readonly FieldError[] =>
  (schema['x-kubernetes-validations'] ?? []).flatMap((rule, index) =>
    ofRule(rule, schema, `${path}.x-kubernetes-validations[${index}]`),
  )

const ofRule = (given: ValidationRule, schema: Schema, path: string): readonly FieldError[] => {
  const { rule = '', message = '', messageExpression = '', reason, fieldPath = '' } = given
  const errors = textErrors(rule, message, path)
  if (messageExpression !== '' && messageExpression.trim() === '') {
    errors.push(fieldError.required(`${path}.messageExpression`, 'messageExpression must be non-empty if specified'))
  }
  if (reason !== undefined && !reasons.includes(reason)) {
    errors.push(fieldError.notSupported(`${path}.reason`, reason, reasons))
  }
  if (fieldPath === '') return errors
  const wrong = (detail: string) => errors.push(fieldError.invalid(`${path}.fieldPath`, fieldPath, detail))
  if (fieldPath.trim() === '') wrong('must be non-empty if specified')
  if (/[\n\r]/.test(fieldPath)) wrong('must not contain line breaks')
  if (schemaAtPath(schema, fieldPath, true)._tag === 'Wrong') wrong('must be a valid path')
  return errors
}

const textErrors = (rule: string, message: string, path: string): FieldError[] => {
  if (rule.trim() === '') return [fieldError.required(`${path}.rule`, 'rule is not specified')]
  const at = `${path}.message`
  if (message !== '' && message.trim() === '')
    return [fieldError.invalid(at, message, 'must be non-empty if specified')]
  if (/[\n\r]/.test(message.trim())) return [fieldError.invalid(at, message, 'must not contain line breaks')]
  return /[\n\r]/.test(rule.trim()) && message.trim() === ''
    ? [fieldError.required(at, 'message must be specified if rule contains line breaks')]
    : []
}
