import { isRecord } from '../../json/fields.ts'
import type { Schema } from '../../kube/schema.ts'
import type { ApiObject } from '../objects/resourceType.ts'

/** A schema as OpenAPI v3 documents carry it: int-or-string becomes the alternative that clients know. */
export const published = (schema: Schema): ApiObject => {
  const { properties, items, additionalProperties, 'x-sluice-empty': _, ...rest } = schema
  const others = additionalProperties
  return {
    ...rest,
    ...(schema['x-kubernetes-int-or-string'] === true && { anyOf: [{ type: 'integer' }, { type: 'string' }] }),
    ...(schema['x-kubernetes-embedded-resource'] === true && {
      required: [...(schema.required ?? []), 'kind', 'apiVersion'],
    }),
    ...(properties !== undefined && { properties: mapped(properties) }),
    ...(items !== undefined && { items: published(items) }),
    ...(others !== undefined && { additionalProperties: isRecord(others) ? published(others) : others }),
  }
}

const mapped = (properties: { readonly [field: string]: Schema }): ApiObject =>
  Object.fromEntries(Object.entries(properties).map(([field, of]) => [field, published(of)]))
