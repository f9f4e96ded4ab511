import { recordAt, recordsAt, textAt, textsAt } from '../../json/fields.ts'
import { asText } from '../../text/asText.ts'
import { ageOf } from './duration.ts'
import type { ApiObject, Column, ResourceType } from './resourceType.ts'

type Given = Pick<ResourceType, 'group' | 'version' | 'kind' | 'plural' | 'namespaced' | 'schema'> &
  Partial<ResourceType>

/** A built-in kind, with what most of them have in common. */
export const builtin = (given: Given): ResourceType => ({
  listKind: `${given.kind}List`,
  singular: given.kind.toLowerCase(),
  shortNames: [],
  categories: [],
  verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
  status: false,
  generation: 'none',
  columns: [nameColumn, ageColumn],
  custom: false,
  ...given,
})

export const nameColumn: Column = {
  name: 'Name',
  type: 'string',
  format: 'name',
  description: 'Name must be unique within a namespace.',
  priority: 0,
  value: '.metadata.name',
}

export const ageColumn: Column = {
  name: 'Age',
  type: 'string',
  description: 'How long ago the object was created.',
  priority: 0,
  value: (object, nowMs) => ageOf(recordAt(object, 'metadata').creationTimestamp, nowMs),
}

/** A column whose cell is text, computed from the object. `wide` columns show only with `-o wide`. */
export const textColumn = (
  name: string,
  description: string,
  value: (object: ApiObject, nowMs: number) => string,
  wide = false,
): Column => ({ name, type: 'string', description, priority: wide ? 1 : 0, value })

/** A date, as it is written. */
export const dateColumn = (name: string, description: string, value: (object: ApiObject) => string): Column => ({
  ...textColumn(name, description, value),
  type: 'date',
})

export const createdColumn = dateColumn('Created At', 'When it was created.', of =>
  textAt(recordAt(of, 'metadata'), 'creationTimestamp'),
)

/** A cell of any type, in a column that says it were text. */
export const mixedColumn = (name: string, description: string, value: (object: ApiObject) => unknown): Column => ({
  name,
  type: 'string',
  description,
  priority: 0,
  value,
})

/** A number in a column that says it were text. */
export const countedColumn = (name: string, description: string, value: (object: ApiObject) => number): Column => ({
  ...countColumn(name, description, value),
  type: 'string',
})

export const countColumn = (name: string, description: string, value: (object: ApiObject) => number): Column => ({
  name,
  type: 'integer',
  description,
  priority: 0,
  value,
})

/** `a=1,b in (2,3)`: a label selector as kubectl prints it. */
export const printedSelector = (selector: ApiObject): string => {
  const labels = Object.entries(recordAt(selector, 'matchLabels')).map(([key, value]) => `${key}=${asText(value)}`)
  const expressions = recordsAt(selector, 'matchExpressions').map(expression => {
    const key = textAt(expression, 'key')
    const values = textsAt(expression, 'values').toSorted().join(',')
    switch (textAt(expression, 'operator')) {
      case 'In':
        return `${key} in (${values})`
      case 'NotIn':
        return `${key} notin (${values})`
      case 'DoesNotExist':
        return `!${key}`
      default:
        return key
    }
  })
  const all = [...labels, ...expressions].toSorted()
  return all.length === 0 ? '<none>' : all.join(',')
}
