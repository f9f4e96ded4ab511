import { isRecord, recordAt, recordsAt, textAt, textsAt } from '../../json/fields.ts'
import { apiVersionOf } from '../../kube/object.ts'
import type { Versions } from '../../versions/index.ts'
import { byPriority } from '../discovery/groups.ts'
import type { ApiObject, Column, ResourceType, ScalePaths } from '../objects/resourceType.ts'
import { crdSchema } from '../schema/crdSchema.ts'
import { conversionOf } from './crdConversion.ts'

/**
 * The served versions of a CustomResourceDefinition as registry entries, in the order of the CRD.
 * `known`: kinds whose versions say different things.
 */
export const typesOfCrd = (crd: ApiObject, known: readonly Versions[] = []): readonly ResourceType[] => {
  const spec = recordAt(crd, 'spec')
  const names = recordAt(spec, 'names')
  const kind = textAt(names, 'kind')
  const group = textAt(spec, 'group')
  const storage = recordsAt(spec, 'versions').find(each => each.storage === true) ?? {}
  const stored = {
    group,
    version: textAt(storage, 'name'),
    schema: crdSchema(recordAt(storage, 'schema').openAPIV3Schema),
  }
  const convert = conversionOf(crd, known)
  const typeIn = (apiVersion: string) => types.find(type => apiVersionOf(type) === apiVersion)
  const types = recordsAt(spec, 'versions').map((version): ResourceType => {
    const subresources = recordAt(version, 'subresources')
    const scale = scaleOf(subresources.scale)
    const selectableFields = recordsAt(version, 'selectableFields').map(field => textAt(field, 'jsonPath'))
    return {
      group,
      version: textAt(version, 'name'),
      kind,
      listKind: textAt(names, 'listKind') || `${kind}List`,
      plural: textAt(names, 'plural'),
      singular: textAt(names, 'singular') || kind.toLowerCase(),
      shortNames: textsAt(names, 'shortNames'),
      categories: textsAt(names, 'categories'),
      namespaced: spec.scope === 'Namespaced',
      verbs: ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'],
      status: isRecord(subresources.status),
      ...(scale !== undefined && { scale }),
      generation: 'all-but-status',
      columns: columnsOf(recordsAt(version, 'additionalPrinterColumns')),
      schema: crdSchema(recordAt(version, 'schema').openAPIV3Schema),
      custom: true,
      stored,
      ...(convert !== undefined && { conversion: { convert, typeIn } }),
      ...(version.deprecated === true && {
        deprecationWarning: textAt(version, 'deprecationWarning') || deprecation(spec, kind, textAt(version, 'name')),
      }),
      ...(selectableFields.length > 0 && { selectableFields }),
    }
  })
  const served = recordsAt(spec, 'versions').map(version => version.served === true)
  return types.filter((_type, at) => served[at])
}

/** With the version to use instead, if a newer one is served. */
const deprecation = (spec: ApiObject, kind: string, version: string): string => {
  const group = textAt(spec, 'group')
  const [instead] = recordsAt(spec, 'versions')
    .filter(({ served, deprecated }) => served === true && deprecated !== true)
    .map(each => textAt(each, 'name'))
    .filter(name => byPriority(name, version) < 0)
    .sort(byPriority)
  const told = `${group}/${version} ${kind} is deprecated`
  return instead === undefined ? told : `${told}; use ${group}/${instead} ${kind}`
}

const scaleOf = (scale: unknown): ScalePaths | undefined => {
  if (!isRecord(scale)) return undefined
  const labelSelectorPath = textAt(scale, 'labelSelectorPath')
  return {
    specReplicasPath: textAt(scale, 'specReplicasPath'),
    statusReplicasPath: textAt(scale, 'statusReplicasPath'),
    ...(labelSelectorPath !== '' && { labelSelectorPath }),
  }
}

/** Name first, always; the declared columns after it, or the age where none is declared. */
const columnsOf = (declared: readonly ApiObject[]): readonly Column[] => {
  const name: Column = { name: 'Name', type: 'string', format: 'name', priority: 0, value: '.metadata.name' }
  const age: Column = { name: 'Age', type: 'date', priority: 0, value: '.metadata.creationTimestamp' }
  if (declared.length === 0) return [name, age]
  return [
    name,
    ...declared.map(column => {
      const format = textAt(column, 'format')
      const description = textAt(column, 'description')
      return {
        name: textAt(column, 'name'),
        type: columnTypes.find(type => type === column.type) ?? 'string',
        ...(format !== '' && { format }),
        ...(description !== '' && { description }),
        priority: typeof column.priority === 'number' ? column.priority : 0,
        value: textAt(column, 'jsonPath'),
      }
    }),
  ]
}

export const columnTypes: readonly Column['type'][] = ['integer', 'number', 'string', 'boolean', 'date']
