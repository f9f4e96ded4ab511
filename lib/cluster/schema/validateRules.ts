import { equal, isRecord } from '../../equal.ts'
import type { FieldError, Schema, ValidationRule } from '../resourceType.ts'
import { celValue, compile, firstLine } from './cel.ts'
import { fieldError, omitted } from './fieldError.ts'

/**
 * What `value` violates of the `x-kubernetes-validations` in `schema` and below it. Rules that read
 * `oldSelf` apply only where there is an old value to compare with: items of a map list are matched by
 * their keys, those of other lists not at all. `path` is '' for a whole object.
 */
export const validateRules = (schema: Schema, value: unknown, old: unknown, path: string): readonly FieldError[] => {
  if (value === undefined || value === null || !hasRules(schema)) return []
  const errors: FieldError[] = []
  const rules = schema['x-kubernetes-validations'] ?? []
  if (rules.length > 0) {
    const self = celValue(schema, value)
    const oldSelf = old === undefined || old === null ? undefined : celValue(schema, old)
    for (const rule of rules) errors.push(...violation(rule, self, oldSelf, value, path))
  }
  if (isRecord(value)) {
    const { properties = {}, additionalProperties: others } = schema
    for (const [field, of] of Object.entries(value)) {
      const named = Object.hasOwn(properties, field) ? properties[field] : undefined
      const below = named ?? (typeof others === 'object' ? others : undefined)
      if (below === undefined) continue
      const at = named === undefined ? `${path}[${field}]` : path === '' ? field : `${path}.${field}`
      errors.push(...validateRules(below, of, isRecord(old) ? old[field] : undefined, at))
    }
  }
  if (Array.isArray(value) && schema.items !== undefined) {
    for (const [index, item] of value.entries()) {
      errors.push(...validateRules(schema.items, item, sameIn(schema, old, item), `${path}[${index}]`))
    }
  }
  return errors
}

const violation = (
  rule: ValidationRule,
  self: unknown,
  oldSelf: unknown,
  value: unknown,
  path: string,
): readonly FieldError[] => {
  const program = compile(rule.rule)
  if (program._tag === 'Refused') return [fieldError.invalid(path, value, `rule compile error: ${program.message}`)]
  if (program.transition && oldSelf === undefined) return []
  const scope = oldSelf === undefined ? { self } : { self, oldSelf }
  try {
    if (program.run(scope) === true) return []
  } catch (error) {
    return [fieldError.invalid(path, shown(value), `${firstLine(error)} evaluating rule: ${rule.message ?? rule.rule}`)]
  }
  const message = messageOf(rule, scope)
  // As the server prints the place of the whole object.
  const at = `${path}${rule.fieldPath ?? ''}`.replace(/^\./, '') || '<nil>'
  switch (rule.reason) {
    case 'FieldValueRequired':
      return [fieldError.required(at, message)]
    case 'FieldValueForbidden':
      return [fieldError.forbidden(at, message)]
    case 'FieldValueDuplicate':
      return [fieldError.duplicate(at, simple(value))]
    default:
      return [fieldError.invalid(at, simple(value), message)]
  }
}

/** Since 1.35 the server prints no object or list that violates a rule. */
const simple = (value: unknown): unknown => (typeof value === 'object' && value !== null ? omitted : value)

/** Where a rule fails to run, the server names the type of an object or list. */
const shown = (value: unknown): unknown => (Array.isArray(value) ? 'array' : isRecord(value) ? 'object' : value)

const messageOf = (rule: ValidationRule, scope: { readonly self: unknown; readonly oldSelf?: unknown }): string => {
  const declared = rule.message ?? `failed rule: ${rule.rule}`
  if (rule.messageExpression === undefined) return declared
  const program = compile(rule.messageExpression)
  if (program._tag === 'Refused') return declared
  try {
    const text = program.run(scope)
    return typeof text === 'string' && text.trim() !== '' && !text.includes('\n') ? text : declared
  } catch {
    // As documented: an expression that fails leaves the word to `message`.
    return declared
  }
}

const sameIn = (schema: Schema, old: unknown, item: unknown): unknown => {
  const keys = schema['x-kubernetes-list-map-keys']
  if (schema['x-kubernetes-list-type'] !== 'map' || keys === undefined || !Array.isArray(old) || !isRecord(item)) {
    return undefined
  }
  return old.find(candidate => isRecord(candidate) && keys.every(key => equal(candidate[key], item[key])))
}

const known = new WeakMap<Schema, boolean>()

/** Whether a schema, or one below it, has rules: most have none and need no walk. */
export const hasRules = (schema: Schema): boolean => {
  const found = known.get(schema)
  if (found !== undefined) return found
  const others = schema.additionalProperties
  const has =
    (schema['x-kubernetes-validations']?.length ?? 0) > 0 ||
    Object.values(schema.properties ?? {}).some(hasRules) ||
    (schema.items !== undefined && hasRules(schema.items)) ||
    (typeof others === 'object' && hasRules(others))
  known.set(schema, has)
  return has
}
