import { exactJson } from '../json/exactJson.ts'
import { isRecord } from '../json/fields.ts'

/** "REDACTED", as the data of a Secret is written. */
const inData = 'UkVEQUNURUQ='

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration'

/**
 * A JSON value in which each Secret, at whatever depth, has kept the keys of its
 * data and lost the values. What holds no Secret is returned as it is. A watch
 * line (`text` of JSON) is looked into as well.
 */
export const redactSecrets = (value: unknown, levels = mostLevels): unknown => {
  if (levels === 0) return null
  const below = (part: unknown): unknown => redactSecrets(part, levels - 1)
  if (typeof value === 'string') return mentionsSecret(value) && value.startsWith('{') ? redactText(value) : value
  if (Array.isArray(value)) return mapped(value, value.map(below))
  if (!isRecord(value)) return value
  if (value.kind === 'Secret' && isRecord(value.metadata)) return redactSecret(value)
  const patches = isRecord(value.target) && value.target.kind === 'Secret'
  const fields = Object.entries(value).map(([name, field]): [string, unknown] => [
    name,
    patches && name === 'operations' && Array.isArray(field) ? field.map(redactOperation) : below(field),
  ])
  return fields.every(([name, field]) => field === value[name]) ? value : Object.fromEntries(fields)
}

/** What is nested deeper is left out: it is refused wherever it arrives. */
const mostLevels = 1000

/** Says nothing, or that it is worth looking closer. */
export const mentionsSecret = (text: string): boolean => text.includes('Secret')

const mapped = (before: readonly unknown[], after: readonly unknown[]): readonly unknown[] =>
  after.every((item, at) => item === before[at]) ? before : after

const redactSecret = (secret: { readonly [field: string]: unknown }): unknown => {
  const { data, stringData, metadata } = secret
  const annotations = isRecord(metadata) ? metadata.annotations : undefined
  const told = isRecord(annotations) && annotations[lastApplied] !== undefined
  return {
    ...secret,
    ...(isRecord(data) && { data: emptied(data, inData) }),
    ...(isRecord(stringData) && { stringData: emptied(stringData, 'REDACTED') }),
    ...(told &&
      isRecord(metadata) && { metadata: { ...metadata, annotations: { ...annotations, [lastApplied]: '{}' } } }),
  }
}

const emptied = (values: { readonly [name: string]: unknown }, by: string): unknown =>
  Object.fromEntries(Object.keys(values).map(name => [name, by]))

const redactOperation = (operation: unknown): unknown =>
  isRecord(operation) && operation.value !== undefined ? { ...operation, value: inData } : operation

const redactText = (text: string): string => {
  let parsed: unknown
  try {
    parsed = exactJson(text)
  } catch {
    // A line that was cut stays one that does not parse.
    return '{"redacted":'
  }
  const redacted = redactSecrets(parsed)
  return redacted === parsed ? text : JSON.stringify(redacted)
}
