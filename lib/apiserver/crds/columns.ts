import { textAt } from '../../json/fields.ts'
import type { FieldError } from '../../kube/fieldError.ts'
import { fieldError } from '../../kube/fieldError.ts'
import type { ApiObject } from '../objects/resourceType.ts'
import { simplePath } from './simplePath.ts'
import { columnTypes } from './typesOfCrd.ts'

const formats = ['byte', 'date', 'date-time', 'double', 'float', 'int32', 'int64', 'password']

/** The faults of printer columns. */
export const columnErrors = (columns: readonly ApiObject[], path: string): readonly FieldError[] =>
  columns.flatMap((column, index) => ofColumn(column, `${path}.additionalPrinterColumns[${index}]`))

const ofColumn = (column: ApiObject, path: string): readonly FieldError[] => {
  const errors: FieldError[] = []
  const [type, format, jsonPath] = ['type', 'format', 'jsonPath'].map(field => textAt(column, field))
  const oneOf = `must be one of ${[...columnTypes].sort().join(',')}`
  if (textAt(column, 'name') === '') errors.push(fieldError.required(`${path}.name`))
  if (type === undefined || type === '') errors.push(fieldError.required(`${path}.type`, oneOf))
  else if (!columnTypes.some(known => known === type)) errors.push(fieldError.invalid(`${path}.type`, type, oneOf))
  if (format !== undefined && format !== '' && !formats.includes(format)) {
    errors.push(fieldError.invalid(`${path}.format`, format, `must be one of ${formats.join(',')}`))
  }
  if (jsonPath === undefined || jsonPath === '') errors.push(fieldError.required(`${path}.JSONPath`))
  else errors.push(...simplePath(jsonPath, `${path}.JSONPath`))
  return errors
}
