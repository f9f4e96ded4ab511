import { isRecord } from '../../json/fields.ts'
import type { FieldError } from '../../kube/fieldError.ts'
import { fieldError } from '../../kube/fieldError.ts'
import type { Schema } from '../../kube/schema.ts'
import { defaultErrors } from '../schema/defaultErrors.ts'
import { keywordErrors } from '../schema/keywordErrors.ts'
import { ruleErrors } from '../schema/ruleErrors.ts'
import { structuralErrors } from '../schema/structural.ts'

/** The schema itself of what a version, or all of them, declare as `{ openAPIV3Schema }`. */
export const declaredSchemaOf = (declared: unknown): Schema | undefined => {
  const schema = isRecord(declared) ? declared.openAPIV3Schema : undefined
  return isRecord(schema) ? schema : undefined
}

/** The faults of a declared schema; `path` is that of the declaration. Rules are checked when all else is right. */
export const definitionSchemaErrors = (declared: unknown, hasStatus: boolean, path: string): readonly FieldError[] => {
  const schema = declaredSchemaOf(declared)
  if (schema === undefined) return []
  const at = `${path}.openAPIV3Schema`
  const structural = structuralErrors(schema, at)
  const errors = [
    ...(hasStatus ? rootErrors(schema, at) : []),
    ...(schema.nullable === true
      ? [fieldError.forbidden(`${at}.nullable`, 'nullable cannot be true at the root')]
      : []),
    ...structural,
    ...(structural.length > 0 ? [] : defaultErrors(schema, at)),
    ...keywordErrors(schema, at),
  ]
  return errors.length > 0 ? errors : ruleErrors(schema, at)
}

const withStatus =
  'description type format title maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength pattern maxItems minItems uniqueItems multipleOf required items properties externalDocs example x-kubernetes-preserve-unknown-fields x-kubernetes-validations'.split(
    ' ',
  )

/** The status is validated by the schema at `status`, so the root may not have keywords that would concern it. */
const rootErrors = (schema: Schema, path: string): readonly FieldError[] => {
  const other = Object.keys(schema).find(keyword => !withStatus.includes(keyword))
  if (schema.type !== 'object' && schema.type !== undefined) {
    const detail = 'only "object" is allowed as the type at the root of the schema if the status subresource is enabled'
    return [fieldError.invalid(`${path}.type`, schema.type, detail)]
  }
  if (other === undefined) return []
  const named = withStatus.map(keyword =>
    keyword
      .replace('x-kubernetes', 'X')
      .replace(/(^|-)([a-z])/g, (_all, _dash, letter: string) => letter.toUpperCase()),
  )
  const detail = `only [${named.join(' ')}] fields are allowed at the root of the schema if the status subresource is enabled`
  return [fieldError.invalid(path, schema, detail)]
}
