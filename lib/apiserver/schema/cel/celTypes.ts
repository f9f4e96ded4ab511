import { parse } from '@marcbachmann/cel-js'
import type { Schema } from '../../../kube/schema.ts'

/**
 * The CEL type of the values of a schema, as the type checker gets it. Only simple values, and lists and
 * maps of them, are named; whatever has fields is `dyn`, and is checked field by field.
 */
export const celType = (schema: Schema | undefined): string => {
  if (schema === undefined || schema['x-kubernetes-int-or-string'] === true || schema.nullable === true) return 'dyn'
  switch (schema.type) {
    case 'string':
      return texts[schema.format ?? ''] ?? 'string'
    case 'integer':
      return 'int'
    case 'number':
      return 'double'
    case 'boolean':
      return 'bool'
    case 'array':
      return `list<${celType(schema.items)}>`
    case 'object':
      return typeof schema.additionalProperties === 'object'
        ? `map<string, ${celType(schema.additionalProperties)}>`
        : 'dyn'
    default:
      return 'dyn'
  }
}

const texts: { readonly [format: string]: string } = {
  'date-time': 'google.protobuf.Timestamp',
  date: 'google.protobuf.Timestamp',
  duration: 'google.protobuf.Duration',
  byte: 'dyn',
}

const duration = parse('duration(text)')

/** A text such as `1h30m` as a CEL duration; where CEL cannot read it, the text itself. */
export const durationValue = (text: string): unknown => {
  try {
    return duration({ text })
  } catch {
    return text
  }
}
