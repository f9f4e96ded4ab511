import type { FieldError } from '../../kube/fieldError.ts'
import { fieldError } from '../../kube/fieldError.ts'
import type { Schema, ValidationRule } from '../../kube/schema.ts'
import { compile } from './cel/cel.ts'
import { crdSchema } from './crdSchema.ts'
import { unknownField } from './unknownField.ts'

/** Errors of rules that do not compile, or that use `oldSelf` where no old value can be matched. */
export const ruleErrors = (schema: Schema, path: string): readonly FieldError[] => [
  ...ofRules(schema, crdSchema(schema), path, undefined),
  ...ofChildren(schema, path, undefined),
]

const ofSchema = (schema: Schema, path: string, uncorrelatable: string | undefined): readonly FieldError[] => [
  ...ofRules(schema, schema, path, uncorrelatable),
  ...ofChildren(schema, path, uncorrelatable),
]

/** Values in lists have no identity but in map lists, and those in atomic maps have none either. */
const ofChildren = (schema: Schema, path: string, uncorrelatable: string | undefined): readonly FieldError[] => {
  const inList = uncorrelatable ?? (schema['x-kubernetes-list-type'] === 'map' ? undefined : path)
  const inMap = uncorrelatable ?? (schema['x-kubernetes-map-type'] === 'atomic' ? path : undefined)
  const { properties = {}, items, additionalProperties: others } = schema
  return [
    ...Object.entries(properties).flatMap(([field, of]) => ofSchema(of, `${path}.properties[${field}]`, inMap)),
    ...(items === undefined ? [] : ofSchema(items, `${path}.items`, inList)),
    ...(typeof others === 'object' ? ofSchema(others, `${path}.additionalProperties`, uncorrelatable) : []),
  ]
}

const ofRules = (
  schema: Schema,
  whole: Schema,
  path: string,
  uncorrelatable: string | undefined,
): readonly FieldError[] =>
  (schema['x-kubernetes-validations'] ?? []).flatMap((rule, index) =>
    ofRule(rule, whole, `${path}.x-kubernetes-validations[${index}]`, uncorrelatable),
  )

const ofRule = (
  given: ValidationRule,
  schema: Schema,
  path: string,
  uncorrelatable: string | undefined,
): readonly FieldError[] => {
  const { rule, messageExpression, optionalOldSelf } = given
  const errors: FieldError[] = []
  const program = compile(rule, schema, optionalOldSelf === true)
  const wrong = (field: string, detail: string) =>
    errors.push(fieldError.invalid(`${path}.${field}`, shown(given), detail))
  if (program._tag === 'Refused') {
    wrong('rule', `compilation failed: ${program.message}`)
    return errors
  }
  const field = unknownField(program.tree, schema)
  if (field !== undefined) wrong('rule', `compilation failed: undefined field '${field}'`)
  else if (program.type !== 'bool' && program.type !== 'dyn') wrong('rule', 'cel expression must evaluate to a bool')
  if (messageExpression !== undefined && messageExpression !== '') {
    const message = compile(messageExpression, schema, optionalOldSelf === true)
    if (message._tag === 'Refused') {
      wrong('messageExpression', `messageExpression compilation failed: ${message.message}`)
    } else if (message.type !== 'string' && message.type !== 'dyn') {
      wrong('messageExpression', 'messageExpression must evaluate to a string')
    }
  }
  if (program.transition && uncorrelatable !== undefined) {
    const detail = `oldSelf cannot be used on the uncorrelatable portion of the schema within ${uncorrelatable}`
    errors.push(fieldError.invalid(`${path}.rule`, rule, detail))
  }
  if (!program.transition && optionalOldSelf !== undefined) {
    const detail = 'may not be set if oldSelf is not used in rule'
    errors.push(fieldError.invalid(`${path}.optionalOldSelf`, optionalOldSelf, detail))
  }
  return errors
}

/** As the server prints a rule: with Go's names for its fields, all of them. */
const shown = ({ rule, message, messageExpression, reason, fieldPath, optionalOldSelf }: ValidationRule): unknown => ({
  Rule: rule,
  Message: message ?? '',
  MessageExpression: messageExpression ?? '',
  Reason: reason ?? null,
  FieldPath: fieldPath ?? '',
  OptionalOldSelf: optionalOldSelf ?? null,
})
