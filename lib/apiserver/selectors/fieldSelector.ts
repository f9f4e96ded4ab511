import { badRequest } from '../../kube/status.ts'
import { asText } from '../../text/asText.ts'
import { coreEventPath } from '../objects/eventForms.ts'
import type { ApiObject } from '../objects/resourceType.ts'
import { refuse } from '../wire/refusal.ts'

/** One term of a field selector: the field's path equals the value, or does not. */
export interface FieldTerm {
  readonly field: string
  readonly equals: boolean
  readonly value: string
}

type Named = {
  readonly group: string
  readonly version: string
  readonly plural: string
  readonly custom: boolean
  readonly selectableFields?: readonly string[]
}

/** The fields that can be selected on besides `metadata.name` and `metadata.namespace`, by `group/plural`. */
const selectable: { readonly [kind: string]: readonly string[] } = {
  '/pods': [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork',
    'status.phase',
    'status.podIP',
    'status.nominatedNodeName',
  ],
  '/namespaces': ['status.phase'],
  '/nodes': ['spec.unschedulable'],
  '/secrets': ['type'],
  '/services': ['spec.clusterIP', 'spec.type'],
  '/replicationcontrollers': ['status.replicas'],
  'batch/jobs': ['status.successful'],
  '/events': [
    'involvedObject.kind',
    'involvedObject.namespace',
    'involvedObject.name',
    'involvedObject.uid',
    'involvedObject.apiVersion',
    'involvedObject.resourceVersion',
    'involvedObject.fieldPath',
    'reason',
    'reportingComponent',
    'source',
    'type',
  ],
}
const events: readonly string[] = [
  'regarding.kind',
  'regarding.namespace',
  'regarding.name',
  'regarding.uid',
  'regarding.apiVersion',
  'regarding.resourceVersion',
  'regarding.fieldPath',
  'reason',
  'reportingController',
  'type',
]

/** Parses `status.phase=Running,metadata.name!=web`. Refuses with 400 what does not parse or cannot be selected on. */
export const parseFieldSelector = (text: string, type: Named): readonly FieldTerm[] =>
  (text.match(/(?:\\.|[^,\\]|\\$)+/g) ?? []).map(part => {
    const term = /^([^=!]+)(==|!=|=)(.*)$/.exec(part)
    if (term === null) {
      return refuse(badRequest(`invalid selector: '${text}'; can't understand '${part}'`))
    }
    const field = (term[1] ?? '').trim()
    if (!isSelectable(field, type)) return refuse(badRequest(unsupported(field, type)))
    return {
      field: type.group === 'events.k8s.io' ? coreEventPath(field) : field,
      equals: term[2] !== '!=',
      value: unescaped(term[3] ?? ''),
    }
  })

/** A backslash stands before a comma, an equals sign or another backslash of a value. */
const unescaped = (value: string): string =>
  value.replace(/\\(.?)|=/g, (found, escaped: string | undefined) => {
    if (escaped === undefined)
      return refuse(badRequest(`invalid field selector: unescaped character in value: ${found}`))
    return /^[\\,=]$/.test(escaped)
      ? escaped
      : refuse(badRequest(`invalid field selector: invalid escape sequence: ${found}`))
  })

/** Kinds with selectable fields of their own word it otherwise. */
const unsupported = (field: string, { group, plural, custom }: Named): string => {
  const known = custom || group === 'events.k8s.io' || selectable[`${group}/${plural}`] !== undefined
  return known
    ? `field label not supported: ${field}`
    : `"${field}" is not a known field selector: only "metadata.name", "metadata.namespace"`
}

const isSelectable = (field: string, { group, plural, selectableFields = [] }: Named): boolean =>
  field === 'metadata.name' ||
  field === 'metadata.namespace' ||
  selectableFields.includes(`.${field}`) ||
  (group === 'events.k8s.io' && events.includes(field)) ||
  (selectable[`${group}/${plural}`]?.includes(field) ?? false)

export const matchesFields = (terms: readonly FieldTerm[], object: ApiObject): boolean =>
  terms.every(({ field, equals, value }) => (fieldOf(object, field) === value) === equals)

/** The field as text, '' where it is absent. */
const fieldOf = (object: ApiObject, field: string): string => {
  let value: unknown = object
  for (const part of field.split('.')) {
    value = typeof value === 'object' && value !== null ? Reflect.get(value, part) : undefined
  }
  if (field === 'source' && typeof value === 'object' && value !== null)
    return asText(Reflect.get(value, 'component') ?? '')
  if (value !== undefined && value !== null) return String(value)
  return zero[field] ?? ''
}

const zero: { readonly [field: string]: string } = {
  'spec.unschedulable': 'false',
  'spec.hostNetwork': 'false',
  'status.replicas': '0',
}
