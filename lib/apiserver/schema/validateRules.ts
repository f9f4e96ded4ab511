import { Optional } from '@marcbachmann/cel-js'
import { equal } from '../../json/equal.ts'
import { isRecord } from '../../json/fields.ts'
import type { FieldError } from '../../kube/fieldError.ts'
import { fieldError, omitted } from '../../kube/fieldError.ts'
import type { Schema, ValidationRule } from '../../kube/schema.ts'
import { firstLine } from '../../text/firstLine.ts'
import { messageOf } from '../../text/messageOf.ts'
import { compile, type Scope } from './cel/cel.ts'
import { celValue } from './cel/celValue.ts'
import { correlated } from './correlated.ts'

/**
 * The violations by `value` of the `x-kubernetes-validations` in `schema` and below it. Rules that read
 * `oldSelf` apply only where there is an old value to compare with: items of a map list are matched by
 * their keys, those of other lists not at all. What an update does not touch is not held against it, but
 * by rules that read `oldSelf`. `path` is '' for a whole object; `untouched`: something around it is as it was.
 */
export const validateRules = (
  schema: Schema,
  value: unknown,
  old: unknown,
  path: string,
  untouched = false,
  wanted: Wanted = 'touched',
): readonly FieldError[] => {
  if (value === undefined || value === null || !hasRules(schema)) return []
  const errors: FieldError[] = []
  const rules = schema['x-kubernetes-validations'] ?? []
  const same = old === undefined ? untouched : equal(value, old)
  if (rules.length > 0) {
    const self = celValue(schema, value)
    const oldSelf = old === undefined || old === null ? undefined : celValue(schema, old)
    for (const rule of rules) errors.push(...violation(rule, schema, { self, oldSelf }, value, path, same, wanted))
  }
  if (isRecord(value)) {
    const { properties = {}, additionalProperties: others } = schema
    for (const [field, of] of Object.entries(value)) {
      const named = Object.hasOwn(properties, field) ? properties[field] : undefined
      const below = named ?? (typeof others === 'object' ? others : undefined)
      if (below === undefined) continue
      const at = named === undefined ? `${path}[${field}]` : path === '' ? field : `${path}.${field}`
      errors.push(...validateRules(below, of, isRecord(old) ? old[field] : undefined, at, same, wanted))
    }
  }
  if (Array.isArray(value) && schema.items !== undefined) {
    for (const [index, item] of value.entries()) {
      errors.push(
        ...validateRules(schema.items, item, correlated(schema, old, item), `${path}[${index}]`, same, wanted),
      )
    }
  }
  return errors
}

/** Violations that count, or those that are forgiven because nothing has changed there. */
type Wanted = 'touched' | 'untouched'

const violation = (
  rule: ValidationRule,
  schema: Schema,
  { self, oldSelf }: Scope,
  value: unknown,
  path: string,
  untouched: boolean,
  wanted: Wanted,
): readonly FieldError[] => {
  const optional = rule.optionalOldSelf === true
  const program = compile(rule.rule, schema, optional)
  if (program._tag === 'Refused') {
    return [fieldError.invalid(path, schema.type, `rule compile error: ${program.message}`)]
  }
  if (program.transition && oldSelf === undefined && !optional) return []
  const scope = { self, oldSelf: optional ? (oldSelf === undefined ? Optional.none() : Optional.of(oldSelf)) : oldSelf }
  try {
    if (program.run(scope) === true) return []
  } catch (error) {
    if (wanted === 'untouched') return []
    const detail = `${firstLine(messageOf(error))} evaluating rule: ${rule.message ?? rule.rule}`
    return [fieldError.invalid(path || '<nil>', schema.type, detail)]
  }
  if ((untouched && !program.transition) !== (wanted === 'untouched')) return []
  const message = ruleMessage(rule, schema, scope)
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

const ruleMessage = (rule: ValidationRule, schema: Schema, scope: Scope): string => {
  const declared = rule.message ?? `failed rule: ${rule.rule}`
  if (rule.messageExpression === undefined) return declared
  const program = compile(rule.messageExpression, schema, rule.optionalOldSelf === true)
  if (program._tag === 'Refused') return declared
  try {
    const text = program.run(scope)
    return typeof text === 'string' && text.trim() !== '' && !text.includes('\n') ? text : declared
  } catch {
    // As documented: an expression that fails leaves the word to `message`.
    return declared
  }
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
