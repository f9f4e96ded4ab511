import type { FieldError } from '../../kube/fieldError.ts'
import { fieldError } from '../../kube/fieldError.ts'
import type { Schema } from '../../kube/schema.ts'
import { linearPattern } from '../../text/linearPattern.ts'
import { formats } from './formats.ts'

/** The errors of a text: length, pattern, format. */
export const textErrors = (schema: Schema, value: string, path: string): readonly FieldError[] => [
  ...sizeErrors(schema, value, path).slice(0, 1),
  ...formatErrors(schema, value, path),
]

/** Only the first error is reported. */
const sizeErrors = (schema: Schema, value: string, path: string): readonly FieldError[] => {
  const errors: FieldError[] = []
  const length = [...value].length
  if (schema.maxLength !== undefined && length > schema.maxLength)
    errors.push(fieldError.tooLong(path, schema.maxLength))
  if (schema.minLength !== undefined && length < schema.minLength) {
    errors.push(fieldError.invalid(path, value, `${path} in body should be at least ${schema.minLength} chars long`))
  }
  if (schema.pattern !== undefined && !linearPattern(schema.pattern).test(value)) {
    errors.push(fieldError.invalid(path, value, `${path} in body should match '${schema.pattern}'`))
  }
  return errors
}

const formatErrors = ({ format }: Schema, value: string, path: string): readonly FieldError[] => {
  const fits = format !== undefined && Object.hasOwn(formats, format) ? formats[format] : undefined
  return fits === undefined || fits(value)
    ? []
    : [fieldError.typeInvalid(path, value, `${path} in body must be of type ${format}: "${value}"`)]
}
