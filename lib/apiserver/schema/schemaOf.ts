import type { Schema } from '../../kube/schema.ts'
import type { ResourceType } from '../objects/resourceType.ts'
import { objectMeta } from './objectMeta.ts'

const known = new WeakMap<ResourceType, Schema>()

/** The schema of whole objects of a kind, `metadata` included. */
export const completeSchemaOf = (type: ResourceType): Schema => {
  const found = known.get(type)
  if (found !== undefined) return found
  const schema: Schema = {
    ...type.schema,
    properties: {
      apiVersion: { type: 'string' },
      kind: { type: 'string' },
      ...type.schema.properties,
      metadata: type.schema.properties?.metadata ?? objectMeta,
    },
  }
  known.set(type, schema)
  return schema
}
