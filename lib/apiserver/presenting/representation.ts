import { apiVersionOf } from '../../kube/object.ts'
import { eventsVersion, newEvent } from '../objects/eventForms.ts'
import type { ApiObject, ResourceType } from '../objects/resourceType.ts'
import { converted, inShape } from '../schema/inShape.ts'

/** How objects are shown to a client: in the version it asked for, whole, as metadata alone, or as table rows. */
export type Form = 'Object' | 'Metadata' | 'Table'

/** The stored object in the version of `type`. CRD versions differ by what they know or say, Events by names of fields. */
export const inVersion = (type: ResourceType, object: ApiObject): ApiObject => {
  const apiVersion = apiVersionOf(type)
  if (apiVersion === eventsVersion) return newEvent(object)
  const { conversion } = type
  if (conversion !== undefined && object.apiVersion !== apiVersion) return converted(type, conversion, object)
  const shown = type.custom ? inShape(type.schema, object) : object
  return shown.apiVersion === apiVersion ? shown : { ...shown, apiVersion }
}

export const metadataOnly = (object: ApiObject): ApiObject => ({
  kind: 'PartialObjectMetadata',
  apiVersion: 'meta.k8s.io/v1',
  metadata: object.metadata,
})

/** An object as an item of a list: built-in kinds leave out what the list itself says. */
export const asItem = (type: ResourceType, object: ApiObject): ApiObject => {
  if (type.custom) return inVersion(type, object)
  const { kind: _kind, apiVersion: _apiVersion, ...rest } = inVersion(type, object)
  return rest
}
