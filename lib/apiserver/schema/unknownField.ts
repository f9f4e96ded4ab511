import { isRecord } from '../../json/fields.ts'
import type { Schema } from '../../kube/schema.ts'
import { asText } from '../../text/asText.ts'
import { escaped } from './cel/celValue.ts'

/**
 * The first field that an expression (as its syntax tree) selects from `self` or `oldSelf` and that their
 * schema does not have. Variables of macros are not followed.
 */
export const unknownField = (node: unknown, schema: Schema): string | undefined => {
  if (Array.isArray(node)) return firstOf(node, schema)
  if (!isRecord(node) || typeof node.op !== 'string') return undefined
  if (node.op === '.' && Array.isArray(node.args)) {
    const [of, field] = node.args
    const found = schemaOf(of, schema)
    const known = found?.properties
    const closed = known !== undefined && found?.['x-kubernetes-preserve-unknown-fields'] !== true
    if (closed && typeof field === 'string' && propertyOf(found, field) === undefined) return field
  }
  return firstOf(Array.isArray(node.args) ? node.args : [node.args], schema)
}

const firstOf = (nodes: readonly unknown[], schema: Schema): string | undefined => {
  for (const node of nodes) {
    const found = unknownField(node, schema)
    if (found !== undefined) return found
  }
  return undefined
}

const schemaOf = (node: unknown, schema: Schema): Schema | undefined => {
  if (!isRecord(node)) return undefined
  if (node.op === 'id') return node.args === 'self' || node.args === 'oldSelf' ? schema : undefined
  if (node.op !== '.' || !Array.isArray(node.args)) return undefined
  const of = schemaOf(node.args[0], schema)
  return of === undefined ? undefined : propertyOf(of, asText(node.args[1]))
}

const propertyOf = (schema: Schema | undefined, field: string): Schema | undefined =>
  Object.entries(schema?.properties ?? {}).find(([name]) => escaped(name) === field)?.[1]
