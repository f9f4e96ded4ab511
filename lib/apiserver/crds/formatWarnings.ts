import { recordAt, recordsAt } from '../../json/fields.ts'
import type { Schema } from '../../kube/schema.ts'
import type { ApiObject } from '../objects/resourceType.ts'
import { formats } from '../schema/formats.ts'
import { hoisted } from './hoisted.ts'
import { declaredSchemaOf } from './schema.ts'

/** Formats of a CRD's schemas that mean nothing to the server, and are new in them. */
export const formatWarnings = (crd: ApiObject, old: ApiObject | undefined): readonly string[] => {
  const before = new Set(old === undefined ? [] : unrecognized(old))
  return unrecognized(crd)
    .filter(format => !before.has(format))
    .map(format => `unrecognized format "${format}"`)
}

/** A warning that all versions share is sent once. */
const unrecognized = (crd: ApiObject): readonly string[] => {
  const spec = hoisted(recordAt(crd, 'spec'))
  return [spec.validation, ...recordsAt(spec, 'versions').map(version => version.schema)].flatMap(declared => {
    const schema = declaredSchemaOf(declared)
    return schema === undefined ? [] : ofSchema(schema)
  })
}

const ofSchema = (schema: Schema): readonly string[] => {
  const { format = '', items, not, properties = {}, additionalProperties: others } = schema
  return [
    ...(format === '' || isKnown(schema.type ?? '', format) ? [] : [format]),
    ...Object.values(properties).flatMap(ofSchema),
    ...(items === undefined ? [] : ofSchema(items)),
    ...(typeof others === 'object' ? ofSchema(others) : []),
    ...(['allOf', 'anyOf', 'oneOf'] as const).flatMap(keyword => (schema[keyword] ?? []).flatMap(ofSchema)),
    ...(not === undefined ? [] : ofSchema(not)),
  ]
}

const isKnown = (type: string, format: string): boolean => {
  switch (type) {
    case '':
    case 'string':
      return Object.hasOwn(formats, format)
    case 'integer':
      return format === 'int32' || format === 'int64'
    case 'number':
      return format === 'float' || format === 'double'
    default:
      return false
  }
}
