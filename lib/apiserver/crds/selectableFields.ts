import { textAt } from '../../json/fields.ts'
import type { FieldError } from '../../kube/fieldError.ts'
import { fieldError } from '../../kube/fieldError.ts'
import type { Schema } from '../../kube/schema.ts'
import type { ApiObject } from '../objects/resourceType.ts'
import { schemaAtPath } from '../schema/fieldPath.ts'

const most = 8
const selectable = new Set<Schema['type']>(['string', 'boolean', 'integer'])

/** The faults of the fields that field selectors may name. `path` is that of `selectableFields`. */
export const selectableFieldErrors = (
  fields: readonly ApiObject[],
  schema: Schema | undefined,
  path: string,
): readonly FieldError[] => {
  if (fields.length === 0) return []
  if (schema === undefined) return [fieldError.invalid(path, '', 'may only be set when validations.schema is included')]
  const errors: FieldError[] = []
  const seen = new Set<string>()
  for (const [index, field] of fields.entries()) {
    const at = `${path}[${index}].jsonPath`
    const jsonPath = textAt(field, 'jsonPath')
    if (jsonPath === '') {
      errors.push(fieldError.required(at))
      continue
    }
    const found = schemaAtPath(schema, jsonPath, false)
    if (found._tag === 'Wrong') {
      errors.push(fieldError.invalid(at, jsonPath, `is an invalid path: ${found.why}`))
      continue
    }
    if (jsonPath.startsWith('.metadata')) {
      errors.push(fieldError.invalid(at, jsonPath, 'must not point to fields in metadata'))
    }
    if (!selectable.has(found.schema?.type)) {
      const detail =
        'must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.'
      errors.push(fieldError.invalid(at, jsonPath, detail))
    }
    if (seen.has(jsonPath)) errors.push(fieldError.duplicate(at, jsonPath))
    seen.add(jsonPath)
  }
  return seen.size > most ? [...errors, fieldError.tooMany(path, seen.size, most)] : errors
}
