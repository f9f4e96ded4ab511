import { isRecord } from '../../../json/fields.ts'
import type { Schema } from '../../../kube/schema.ts'
import type { ApiObject, ResourceType } from '../../objects/resourceType.ts'
import { builtin } from '../../objects/values.ts'
import { canonicalAmounts } from '../../schema/canonicalAmounts.ts'
import { objectMeta } from '../../schema/objectMeta.ts'
import type { DocumentedKind, Property } from './kindsDocument.ts'
import kubernetes from './kubernetes-1.36.json' with { type: 'json' }

const { resources, definitions } = kubernetes

/**
 * A built-in kind as the document of Kubernetes has it, with the rules that no document says. Throws if it is not
 * there. `undefaulted`: fields like `batch/v1.JobSpec.parallelism` whose default is left to the rules.
 */
export const documented = (
  apiVersion: string,
  kind: string,
  rules: Partial<ResourceType> = {},
  undefaulted: readonly string[] = [],
): ResourceType => {
  const found = resources.find(each => each.kind === kind && versionOf(each) === apiVersion)
  if (found === undefined) throw new Error(`${apiVersion} ${kind} is not in the document of Kubernetes`)
  const { subresources = [], definition, ...names } = found
  const schema = schemasIn(definition, undefaulted)(definition)
  const prepare: ResourceType['prepare'] = (object, old) => {
    const canonical = canonicalAmounts(schema, object)
    const whole = isRecord(canonical) ? canonical : object
    return rules.prepare === undefined ? whole : rules.prepare(whole, old)
  }
  const { metadata: _, ...blank } = blankOf(definition)
  return builtin({ ...names, status: subresources.includes('status'), schema, blank, ...rules, prepare })
}

/** What Go writes of an empty struct. */
const blankOf = (name: string): ApiObject =>
  Object.fromEntries(
    Object.entries(definitions[name]?.properties ?? {}).flatMap(([field, { $ref, type = '', empty }]) =>
      empty === undefined || empty === 'omitted'
        ? []
        : [[field, empty === 'null' ? null : $ref === undefined ? (zeros[type] ?? '') : blankOf($ref)]],
    ),
  )

const zeros: { readonly [type: string]: unknown } = { boolean: false, integer: 0, number: 0, object: {} }

const versionOf = ({ group, version }: DocumentedKind): string => (group === '' ? version : `${group}/${version}`)

/** Makes the schema of a definition as it is within one kind, each once. */
const schemasIn = (kind: string, undefaulted: readonly string[]): ((name: string) => Schema) => {
  const made = new Map<string, Schema>([['meta/v1.ObjectMeta', objectMeta]])
  const schemaOf = (name: string): Schema => {
    const known = made.get(name)
    if (known !== undefined) return known
    const { properties, required, mapType } = definitions[name] ?? {}
    if (properties === undefined) throw new Error(`${name} is not in the document of Kubernetes`)
    const schema: Schema = {
      type: 'object',
      properties: Object.fromEntries(
        Object.entries(properties).map(([field, of]) => {
          const property = propertyOf(of)
          return [field, undefaulted.includes(`${name}.${field}`) ? { ...property, default: undefined } : property]
        }),
      ),
      ...(required !== undefined && { required }),
      ...(mapType !== undefined && { 'x-kubernetes-map-type': mapType }),
    }
    made.set(name, schema)
    return schema
  }
  const propertyOf = ({ $ref, items, additionalProperties, empty, defaultIn, ...of }: Property): Schema => ({
    ...($ref !== undefined && schemaOf($ref)),
    ...(items !== undefined && { items: propertyOf(items), 'x-kubernetes-list-type': 'atomic' }),
    ...(additionalProperties !== undefined && { additionalProperties: propertyOf(additionalProperties) }),
    ...(empty === 'null' && $ref === undefined && { nullable: true, default: null }),
    'x-sluice-empty': empty === 'omitted' ? 'omitted' : 'kept',
    ...of,
    // Go leaves out what it would be.
    ...(empty === 'omitted' && isZero(of.default) && { default: undefined }),
    ...(defaultIn !== undefined && Object.hasOwn(defaultIn, kind) && { default: defaultIn[kind] }),
  })
  return schemaOf
}

const isZero = (value: unknown): boolean => value === '' || value === 0 || value === false
