import type { ApiObject, ResourceType } from '../objects/resourceType.ts'
import { groupNames, versionsOf } from './groups.ts'
import { modelName } from './modelName.ts'
import { operationsOf } from './operations.ts'
import { published } from './published.ts'

/** OpenAPI v3, one document for each group and version, as kubectl and IDEs read it. */

/** The addresses of all documents. A document's hash changes with its content, so clients may cache it for ever. */
export const openApiIndex = (registry: readonly ResourceType[]): ApiObject => {
  const paths: { [path: string]: ApiObject } = {}
  for (const group of ['', ...groupNames(registry)]) {
    for (const version of versionsOf(registry, group)) {
      const path = group === '' ? `api/${version}` : `apis/${group}/${version}`
      paths[path] = { serverRelativeURL: `/openapi/v3/${path}?hash=${hashOf(registry, group, version)}` }
    }
  }
  return { paths }
}

const documents = new WeakMap<readonly ResourceType[], Map<string, ApiObject>>()

export const openApiDocument = (registry: readonly ResourceType[], group: string, version: string): ApiObject => {
  const known = documents.get(registry) ?? new Map<string, ApiObject>()
  documents.set(registry, known)
  const id = `${group}/${version}`
  const found = known.get(id) ?? documentOf(registry.filter(type => type.group === group && type.version === version))
  known.set(id, found)
  return found
}

const documentOf = (types: readonly ResourceType[]): ApiObject => ({
  openapi: '3.0.0',
  info: { title: 'Kubernetes', version: 'sluice' },
  paths: Object.assign({}, ...types.map(operationsOf)),
  components: {
    schemas: Object.assign({}, ...types.map(schemasOf)),
    securitySchemes: { BearerToken: { type: 'apiKey', name: 'authorization', in: 'header' } },
  },
})

const schemasOf = (type: ResourceType): ApiObject => {
  const name = modelName(type)
  const gvk = (kind: string) => [{ group: type.group, version: type.version, kind }]
  return {
    [name]: { ...published(type.schema), 'x-kubernetes-group-version-kind': gvk(type.kind) },
    [`${name}List`]: {
      type: 'object',
      description: `A list of ${type.kind}.`,
      required: ['items'],
      properties: {
        apiVersion: { type: 'string' },
        kind: { type: 'string' },
        metadata: { type: 'object', properties: { continue: { type: 'string' }, resourceVersion: { type: 'string' } } },
        items: { type: 'array', items: { $ref: `#/components/schemas/${name}` } },
      },
      'x-kubernetes-group-version-kind': gvk(type.listKind),
    },
  }
}

const hashes = new WeakMap<object, string>()

const hashOf = (registry: readonly ResourceType[], group: string, version: string): string => {
  const document = openApiDocument(registry, group, version)
  const known = hashes.get(document)
  if (known !== undefined) return known
  const hash = fingerprint(JSON.stringify(document))
  hashes.set(document, hash)
  return hash
}

/** FNV-1a of 64 bits over UTF-16 units, in two halves: it need only change when the text does. */
const fingerprint = (text: string): string => {
  let [low, high] = [0x811c9dc5, 0x1000193]
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at)
    low = Math.imul(low ^ unit, 0x01000193) >>> 0
    high = Math.imul(high ^ (unit + at), 0x85ebca6b) >>> 0
  }
  return `${low.toString(16).padStart(8, '0')}${high.toString(16).padStart(8, '0')}`.toUpperCase()
}
