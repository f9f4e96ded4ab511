import type { FieldError } from '../../kube/fieldError.ts'
import { fieldError } from '../../kube/fieldError.ts'
import type { Schema } from '../../kube/schema.ts'
import { numberRanges } from './formats.ts'

/** The errors of a number: minimum, maximum, multipleOf. */
export const numberErrors = (schema: Schema, value: number, path: string): readonly FieldError[] => {
  const errors: FieldError[] = []
  if (schema.type === 'integer') errors.push(...rangeErrors(value, schema.format, path))
  const { minimum, maximum, multipleOf } = schema
  if (minimum !== undefined && (schema.exclusiveMinimum === true ? value <= minimum : value < minimum)) {
    const bound = schema.exclusiveMinimum === true ? 'greater than' : 'greater than or equal to'
    errors.push(fieldError.invalid(path, value, `${path} in body should be ${bound} ${minimum}`))
  }
  if (maximum !== undefined && (schema.exclusiveMaximum === true ? value >= maximum : value > maximum)) {
    const bound = schema.exclusiveMaximum === true ? 'less than' : 'less than or equal to'
    errors.push(fieldError.invalid(path, value, `${path} in body should be ${bound} ${maximum}`))
  }
  if (multipleOf !== undefined && !isMultiple(value, multipleOf)) {
    errors.push(fieldError.invalid(path, value, `${path} in body should be a multiple of ${multipleOf}`))
  }
  return errors
}

/** An error of no field, as the real server has it. */
const rangeErrors = (value: number, format = '', path = ''): readonly FieldError[] => {
  const [least, most] = numberRanges[format] ?? numberRanges.int64 ?? [0, 0]
  if (Number.isInteger(value) && value >= least && value <= most) return []
  const kind = format === '' ? 'integer (default format)' : `integer with format ${format}`
  return [fieldError.invalid('<nil>', '', `Checked value must be of type ${kind} in ${path}`)]
}

const isMultiple = (value: number, factor: number): boolean => {
  const quotient = value / factor
  return Math.abs(quotient - Math.round(quotient)) < 1e-9
}
