import { isRecord } from '../../json/fields.ts'
import { apiVersionOf } from '../../kube/object.ts'
import { ageOf } from '../objects/duration.ts'
import { findAll, parseJsonPath } from '../objects/jsonPath.ts'
import type { ApiObject, Column, ResourceType } from '../objects/resourceType.ts'

/** How much of its object each row carries: nothing, its metadata, or all of it. */
export type IncludeObject = 'Metadata' | 'Object' | 'None'

/** A list or one object as the rows that `kubectl get` prints. `nowMs` is what ages are counted from. */
export const toTable = (
  type: ResourceType,
  listOrObject: ApiObject,
  nowMs: number,
  includeObject: IncludeObject,
): ApiObject => {
  const list = Array.isArray(listOrObject.items) ? listOrObject.items : undefined
  const objects = (list ?? [listOrObject]).filter(isRecord)
  const metadata = isRecord(listOrObject.metadata) ? listOrObject.metadata : {}
  const { resourceVersion, continue: next, remainingItemCount } = metadata
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: {
      ...(resourceVersion !== undefined && { resourceVersion }),
      ...(next !== undefined && { continue: next }),
      ...(remainingItemCount !== undefined && { remainingItemCount }),
    },
    columnDefinitions: type.columns.map(definitionOf),
    rows: noRows(type, objects)
      ? null
      : objects.map(object => ({
          cells: type.columns.map(column => cellOf(column, object, nowMs)),
          object:
            includeObject === 'None' ? null : includeObject === 'Object' ? whole(type, object) : partialOf(object),
        })),
  }
}

/** Kinds without columns of their own have no list of rows either where there are none. */
const noRows = (type: ResourceType, objects: readonly ApiObject[]): boolean =>
  objects.length === 0 && type.columns.some(({ name }) => name === 'Created At')

/** The columns of a type, ready to be sent. */
const definitionOf = (column: Column): ApiObject => ({
  name: column.name,
  type: column.type,
  format: column.format ?? '',
  description: column.description ?? '',
  priority: column.priority,
})

/** An item of a list of a built-in kind does not say what it is; by itself it has to. */
const whole = (type: ResourceType, object: ApiObject): ApiObject => ({
  kind: type.kind,
  apiVersion: apiVersionOf(type),
  ...object,
})

const partialOf = (object: ApiObject): ApiObject => ({
  kind: 'PartialObjectMetadata',
  apiVersion: 'meta.k8s.io/v1',
  metadata: object.metadata,
})

const cellOf = (column: Column, object: ApiObject, nowMs: number): unknown => {
  if (typeof column.value === 'function') return column.value(object, nowMs) ?? null
  const path = parseJsonPath(column.value)
  const found = path === undefined ? [] : findAll(path, object)
  if (found.length === 0) return null
  if (found[0] === null) return column.type === 'string' ? '<no value>' : null
  return typed(column.type, found, nowMs)
}

/** As the server converts what a path found to the type that the column declares. */
const typed = (type: Column['type'], found: readonly unknown[], nowMs: number): unknown => {
  const [first] = found
  switch (type) {
    case 'integer':
      return typeof first === 'number' ? Math.trunc(first) : null
    case 'number':
      return typeof first === 'number' ? first : null
    case 'boolean':
      return typeof first === 'boolean' ? first : null
    case 'date':
      return typeof first === 'string' && !Number.isNaN(Date.parse(first)) ? ageOf(first, nowMs) : '<invalid>'
    case 'string':
      return typeof first === 'string' ? first : JSON.stringify(first)
  }
}
