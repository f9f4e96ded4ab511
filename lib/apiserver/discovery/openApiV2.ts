import { fieldsIn, isRecord } from '../../json/fields.ts'
import type { ApiObject, ResourceType } from '../objects/resourceType.ts'
import { openApiDocument } from './openApi.ts'

/** OpenAPI v2, one document for everything: kubectl asks for it where v3 says nothing of a kind, as of a List. */
export const openApiV2 = (registry: readonly ResourceType[]): ApiObject => {
  const known = documents.get(registry)
  if (known !== undefined) return known
  const versions = new Map(registry.map(({ group, version }) => [`${group}/${version}`, { group, version }]))
  const all = [...versions.values()].map(({ group, version }) => openApiDocument(registry, group, version))
  const document: ApiObject = {
    swagger: '2.0',
    info: { title: 'Kubernetes', version: 'sluice' },
    paths: merged(all.map(({ paths }) => mapped(paths, pathItem))),
    definitions: merged(all.map(({ components }) => mapped(fieldsIn(components).schemas, definition))),
  }
  documents.set(registry, document)
  return document
}

const documents = new WeakMap<readonly ResourceType[], ApiObject>()

const merged = (objects: readonly ApiObject[]): ApiObject => Object.assign({}, ...objects)

const mapped = (map: unknown, convert: (value: ApiObject) => ApiObject): ApiObject =>
  isRecord(map)
    ? Object.fromEntries(
        Object.entries(map).flatMap(([name, value]) => (isRecord(value) ? [[name, convert(value)]] : [])),
      )
    : {}

const pathItem = ({ parameters, ...operations }: ApiObject): ApiObject => ({
  ...(Array.isArray(parameters) && { parameters: parameters.map(parameter) }),
  ...mapped(operations, operation),
})

const operation = ({ parameters, requestBody, responses, ...rest }: ApiObject): ApiObject => ({
  ...rest,
  ...(requestBody !== undefined && { consumes: Object.keys(fieldsIn(fieldsIn(requestBody).content)) }),
  produces: ['application/json', 'application/yaml'],
  parameters: [
    ...(Array.isArray(parameters) ? parameters.map(parameter) : []),
    ...(requestBody === undefined
      ? []
      : [{ name: 'body', in: 'body', required: true, schema: contentSchema(requestBody) }]),
  ],
  responses: mapped(responses, response => ({ description: 'OK', schema: contentSchema(response) })),
})

const parameter = (of: unknown): ApiObject => {
  const { schema, ...rest } = fieldsIn(of)
  return { ...rest, ...fieldsIn(schema) }
}

const contentSchema = (of: unknown): ApiObject => {
  const [content] = Object.values(fieldsIn(fieldsIn(of).content))
  const { schema } = fieldsIn(content)
  return isRecord(schema) ? definition(schema) : { type: 'object' }
}

/** What v2 cannot say is left out; what may have any field has no type, or clients would refuse some of them. */
const definition = (schema: ApiObject): ApiObject => {
  const {
    nullable: _n,
    anyOf: _a,
    oneOf: _o,
    allOf: _l,
    not: _t,
    properties,
    items,
    additionalProperties,
    ...said
  } = schema
  const extensions = Object.fromEntries(Object.entries(said).filter(([field]) => field.startsWith('x-')))
  if (schema['x-kubernetes-preserve-unknown-fields'] === true || schema['x-kubernetes-embedded-resource'] === true)
    return extensions
  if (schema['x-kubernetes-int-or-string'] === true) return extensions
  const { $ref } = said
  if (typeof $ref === 'string') return { $ref: $ref.replace('#/components/schemas/', '#/definitions/') }
  return {
    ...said,
    ...(properties !== undefined && { properties: mapped(properties, definition) }),
    ...(isRecord(items) && { items: definition(items) }),
    ...(isRecord(additionalProperties) && { additionalProperties: definition(additionalProperties) }),
  }
}
