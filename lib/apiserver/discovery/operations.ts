import type { ApiObject, ResourceType } from '../objects/resourceType.ts'
import { subresourcesOf } from './groups.ts'
import { modelName } from './modelName.ts'

/** The paths of one kind with their operations: by their parameters kubectl learns what a server can do. */
export const operationsOf = (type: ResourceType): ApiObject => {
  const root = type.group === '' ? `/api/${type.version}` : `/apis/${type.group}/${type.version}`
  const all = `${root}/${type.plural}`
  const collection = type.namespaced ? `${root}/namespaces/{namespace}/${type.plural}` : all
  const inNamespace = type.namespaced ? [parameter('namespace', 'path', 'string', true)] : []
  const named = [parameter('name', 'path', 'string', true), ...inNamespace]
  const paths: { [path: string]: ApiObject } = {}
  if (type.namespaced) paths[all] = { get: operation(type, 'list', reading) }
  paths[collection] = {
    parameters: inNamespace,
    get: operation(type, 'list', reading),
    post: operation(type, 'post', writing, 'object'),
    delete: operation(type, 'deletecollection', [...reading, ...deleting]),
  }
  paths[`${collection}/{name}`] = { parameters: named, ...onOne(type), delete: operation(type, 'delete', deleting) }
  for (const { name } of subresourcesOf(type))
    paths[`${collection}/{name}/${name}`] = { parameters: named, ...onOne(type) }
  return paths
}

const onOne = (type: ResourceType): ApiObject => ({
  get: operation(type, 'get', []),
  put: operation(type, 'put', writing, 'object'),
  patch: operation(type, 'patch', [...writing, parameter('force', 'query', 'boolean')], 'patch'),
})

const parameter = (name: string, at: 'query' | 'path', type: string, required = false): ApiObject => ({
  name,
  in: at,
  ...(required && { required }),
  schema: { type, uniqueItems: true },
})

const writing = [
  parameter('dryRun', 'query', 'string'),
  parameter('fieldManager', 'query', 'string'),
  parameter('fieldValidation', 'query', 'string'),
  parameter('pretty', 'query', 'string'),
]
const reading = [
  ...['continue', 'fieldSelector', 'labelSelector', 'resourceVersion', 'resourceVersionMatch'].map(name =>
    parameter(name, 'query', 'string'),
  ),
  ...['allowWatchBookmarks', 'sendInitialEvents', 'watch'].map(name => parameter(name, 'query', 'boolean')),
  ...['limit', 'timeoutSeconds'].map(name => parameter(name, 'query', 'integer')),
]
const deleting = [
  parameter('dryRun', 'query', 'string'),
  parameter('gracePeriodSeconds', 'query', 'integer'),
  parameter('propagationPolicy', 'query', 'string'),
]

const patchTypes = ['application/apply-patch+yaml', 'application/json-patch+json', 'application/merge-patch+json']

const operation = (
  type: ResourceType,
  action: string,
  parameters: readonly ApiObject[],
  body?: 'object' | 'patch',
): ApiObject => {
  const one = { schema: { $ref: `#/components/schemas/${modelName(type)}` } }
  const answer = action === 'list' ? { schema: { $ref: `#/components/schemas/${modelName(type)}List` } } : one
  const types = [...patchTypes, ...(type.custom ? [] : ['application/strategic-merge-patch+json'])]
  return {
    tags: [`${type.group === '' ? 'core' : type.group}_${type.version}`],
    parameters,
    ...(body === 'object' && { requestBody: { required: true, content: { 'application/json': one } } }),
    ...(body === 'patch' && {
      requestBody: {
        required: true,
        content: Object.fromEntries(types.map(media => [media, { schema: { type: 'object' } }])),
      },
    }),
    responses: { '200': { description: 'OK', content: { 'application/json': answer } } },
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': { group: type.group, version: type.version, kind: type.kind },
  }
}
