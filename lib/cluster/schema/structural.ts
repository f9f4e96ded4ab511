import type { FieldError, Schema, ValidationRule } from '../resourceType.ts'
import { applyDefaults } from './applyDefaults.ts'
import { compile } from './cel.ts'
import { crdSchema } from './crdSchema.ts'
import { fieldError } from './fieldError.ts'
import { prune } from './prune.ts'
import { unknownField } from './unknownField.ts'
import { validateSchema } from './validateSchema.ts'

/**
 * What keeps a CRD's schema from being structural, and its rules from compiling. `path` is that of the
 * schema itself: `spec.versions[0].schema.openAPIV3Schema`.
 */
export const validateStructure = (schema: Schema, path: string): readonly FieldError[] => [
  ...(schema.type === undefined || schema.type === 'object'
    ? []
    : [fieldError.invalid(`${path}.type`, schema.type, 'must be object at the root')]),
  ...node(schema, path, 'root'),
]

type Place = 'root' | 'field' | 'item'

const missingType: { readonly [place in Place]: string } = {
  root: 'must not be empty at the root',
  field: 'must not be empty for specified object fields',
  item: 'must not be empty for specified array items',
}

const types = new Set(['object', 'array', 'string', 'integer', 'number', 'boolean'])

const node = (schema: Schema, path: string, place: Place): readonly FieldError[] => {
  const errors: FieldError[] = []
  const intOrString = schema['x-kubernetes-int-or-string'] === true
  const preserves = schema['x-kubernetes-preserve-unknown-fields'] === true
  if (schema.type === undefined) {
    if (!intOrString && (place === 'root' || !preserves))
      errors.push(fieldError.required(`${path}.type`, missingType[place]))
  } else if (intOrString) {
    errors.push(fieldError.invalid(`${path}.type`, schema.type, 'must be empty if x-kubernetes-int-or-string is true'))
  } else if (!types.has(schema.type)) {
    errors.push(fieldError.notSupported(`${path}.type`, schema.type, [...types].sort()))
  }
  if (schema.type === 'array' && schema.items === undefined)
    errors.push(fieldError.required(`${path}.items`, 'must be specified'))
  if (schema.uniqueItems === true) {
    const detail = 'uniqueItems cannot be set to true since the runtime complexity becomes quadratic'
    errors.push(fieldError.forbidden(`${path}.uniqueItems`, detail))
  }
  if (schema.additionalProperties !== undefined && schema.properties !== undefined) {
    errors.push(
      fieldError.forbidden(`${path}.additionalProperties`, 'additionalProperties and properties are mutual exclusive'),
    )
  }
  if (schema.additionalProperties === false) {
    errors.push(fieldError.forbidden(`${path}.additionalProperties`, 'additionalProperties cannot be set to false'))
  }
  errors.push(
    ...ofPattern(schema, path),
    ...ofListType(schema, path),
    ...ofEmbedded(schema, path),
    ...ofDefault(schema, path),
  )
  for (const [index, rule] of (schema['x-kubernetes-validations'] ?? []).entries()) {
    errors.push(
      ...ofRule(rule, `${path}.x-kubernetes-validations[${index}]`, place === 'root' ? crdSchema(schema) : schema),
    )
  }
  for (const keyword of ['allOf', 'anyOf', 'oneOf'] as const) {
    for (const [index, option] of (schema[keyword] ?? []).entries()) {
      errors.push(...valueOnly(option, `${path}.${keyword}[${index}]`, intOrString))
    }
  }
  if (schema.not !== undefined) errors.push(...valueOnly(schema.not, `${path}.not`, intOrString))
  for (const [field, of] of Object.entries(schema.properties ?? {})) {
    if (place === 'root' && field === 'metadata') errors.push(...ofMetadata(of, `${path}.properties[metadata]`))
    else errors.push(...node(of, `${path}.properties[${field}]`, 'field'))
  }
  if (schema.items !== undefined) errors.push(...node(schema.items, `${path}.items`, 'item'))
  if (typeof schema.additionalProperties === 'object') {
    errors.push(...node(schema.additionalProperties, `${path}.additionalProperties`, 'field'))
  }
  return errors
}

const ofPattern = ({ pattern }: Schema, path: string): readonly FieldError[] => {
  if (pattern === undefined) return []
  const found = validateSchemaPattern(pattern)
  return found === undefined
    ? []
    : [fieldError.invalid(`${path}.pattern`, pattern, `must be a valid regular expression, but isn't: ${found}`)]
}

/** Compiling is the check: RE2 and JavaScript agree on what CRDs use. */
const validateSchemaPattern = (pattern: string): string | undefined => {
  try {
    validateSchema({ pattern }, '', '')
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

const ofListType = (schema: Schema, path: string): readonly FieldError[] => {
  const kind = schema['x-kubernetes-list-type']
  const keys = schema['x-kubernetes-list-map-keys']
  const at = `${path}.x-kubernetes-list-type`
  const atKeys = `${path}.x-kubernetes-list-map-keys`
  if (kind === undefined) {
    return keys === undefined ? [] : [fieldError.required(at, 'must be map if x-kubernetes-list-map-keys is non-empty')]
  }
  if (!['atomic', 'set', 'map'].includes(kind)) return [fieldError.notSupported(at, kind, ['atomic', 'map', 'set'])]
  if (schema.type !== 'array') {
    return [
      fieldError.invalid(`${path}.type`, schema.type ?? '', 'must be array if x-kubernetes-list-type is specified'),
    ]
  }
  if (kind !== 'map') return []
  if (keys === undefined || keys.length === 0) {
    return [fieldError.required(atKeys, 'must not be empty if x-kubernetes-list-type is map')]
  }
  const errors: FieldError[] = []
  if (schema.items?.type !== 'object') {
    const detail = "must be object if parent array's x-kubernetes-list-type is map"
    errors.push(fieldError.invalid(`${path}.items.type`, schema.items?.type ?? '', detail))
  }
  for (const [index, key] of keys.entries()) {
    const property = schema.items?.properties?.[key]
    if (property === undefined) {
      errors.push(fieldError.invalid(`${atKeys}[${index}]`, key, 'entries must all be names of item properties'))
    } else if (schema.items?.required?.includes(key) !== true && property.default === undefined) {
      const detail =
        'this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property'
      errors.push(fieldError.required(`${path}.items.properties[${key}].default`, detail))
    }
  }
  return errors
}

const ofEmbedded = (schema: Schema, path: string): readonly FieldError[] => {
  if (schema['x-kubernetes-embedded-resource'] !== true) return []
  const errors: FieldError[] = []
  if (schema.type !== 'object') {
    errors.push(
      fieldError.invalid(`${path}.type`, schema.type ?? '', 'must be object if x-kubernetes-embedded-resource is true'),
    )
  }
  if (schema['x-kubernetes-preserve-unknown-fields'] !== true && schema.properties === undefined) {
    const detail =
      'must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields'
    errors.push(fieldError.required(`${path}.properties`, detail))
  }
  return errors
}

/** A default must be a value that the schema neither prunes nor refuses. */
const ofDefault = (schema: Schema, path: string): readonly FieldError[] => {
  if (schema.default === undefined) return []
  const at = `${path}.default`
  const filled = applyDefaults(schema, schema.default)
  const { pruned } = prune(schema, filled)
  if (pruned.length > 0) {
    return [fieldError.invalid(at, schema.default, `must not have unknown fields: ${pruned.join(', ')}`)]
  }
  return validateSchema(schema, filled, at)
}

const ofRule = (rule: ValidationRule, path: string, schema: Schema): readonly FieldError[] => {
  const errors: FieldError[] = []
  if ((rule.rule ?? '').trim() === '') return [fieldError.required(`${path}.rule`, 'rule is not specified')]
  const program = compile(rule.rule)
  if (program._tag === 'Refused') {
    errors.push(fieldError.invalid(`${path}.rule`, rule.rule, `compilation failed: ${program.message}`))
  } else if (program.type !== 'bool' && program.type !== 'dyn') {
    errors.push(fieldError.invalid(`${path}.rule`, rule.rule, 'cel expression must evaluate to a bool'))
  } else {
    const field = unknownField(program.tree, schema)
    const detail = `compilation failed: undefined field '${field}'`
    if (field !== undefined) errors.push(fieldError.invalid(`${path}.rule`, rule.rule, detail))
  }
  if (rule.messageExpression !== undefined) {
    const message = compile(rule.messageExpression)
    const at = `${path}.messageExpression`
    if (message._tag === 'Refused') {
      errors.push(
        fieldError.invalid(at, rule.messageExpression, `messageExpression compilation failed: ${message.message}`),
      )
    } else if (message.type !== 'string' && message.type !== 'dyn') {
      errors.push(fieldError.invalid(at, rule.messageExpression, 'messageExpression must evaluate to a string'))
    }
  }
  if (rule.message !== undefined && rule.message.trim() === '') {
    errors.push(fieldError.invalid(`${path}.message`, rule.message, 'message must be non-empty if specified'))
  }
  if (rule.message?.includes('\n') === true) {
    errors.push(fieldError.invalid(`${path}.message`, rule.message, 'message must not contain line breaks'))
  }
  if (rule.reason !== undefined && !reasons.includes(rule.reason)) {
    errors.push(fieldError.notSupported(`${path}.reason`, rule.reason, reasons))
  }
  return errors
}

const reasons = ['FieldValueDuplicate', 'FieldValueForbidden', 'FieldValueInvalid', 'FieldValueRequired']

/** At the root, metadata may only narrow the name. */
const ofMetadata = (schema: Schema, path: string): readonly FieldError[] => {
  if (schema.type !== 'object') return [fieldError.invalid(`${path}.type`, schema.type ?? '', 'must be object')]
  const others = Object.keys(schema.properties ?? {}).filter(field => field !== 'name' && field !== 'generateName')
  return others.length === 0
    ? []
    : [
        fieldError.forbidden(
          path,
          'must not specify anything other than name and generateName, but metadata is implicitly specified',
        ),
      ]
}

const structuralOnly = ['type', 'default', 'nullable', 'additionalProperties', 'description'] as const

/** Below allOf, anyOf, oneOf and not, a schema may restrict values only. */
const valueOnly = (schema: Schema, path: string, intOrString: boolean): readonly FieldError[] => {
  const errors: FieldError[] = []
  for (const keyword of structuralOnly) {
    if (schema[keyword] === undefined || (keyword === 'type' && intOrString)) continue
    errors.push(fieldError.forbidden(`${path}.${keyword}`, 'must be empty to be structural'))
  }
  for (const keyword of ['allOf', 'anyOf', 'oneOf'] as const) {
    for (const [index, option] of (schema[keyword] ?? []).entries()) {
      errors.push(...valueOnly(option, `${path}.${keyword}[${index}]`, intOrString))
    }
  }
  if (schema.not !== undefined) errors.push(...valueOnly(schema.not, `${path}.not`, intOrString))
  for (const [field, of] of Object.entries(schema.properties ?? {})) {
    errors.push(...valueOnly(of, `${path}.properties[${field}]`, false))
  }
  if (schema.items !== undefined) errors.push(...valueOnly(schema.items, `${path}.items`, false))
  return errors
}
