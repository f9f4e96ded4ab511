import { isRecord } from '../../json/fields.ts'
import { apiVersionOf } from '../../kube/object.ts'
import { badRequest, unnamed } from '../../kube/status.ts'
import { asText } from '../../text/asText.ts'
import type { ApiCall } from '../call/call.ts'
import { readTyped } from '../decoding/decode.ts'
import { untypable } from '../decoding/goWords.ts'
import { metaOf, withMeta } from '../objects/meta.ts'
import type { ApiObject } from '../objects/resourceType.ts'
import { type Mistyped, mistyped } from '../schema/mistyped.ts'
import { refuse } from '../wire/refusal.ts'

/** The configuration that a manager applies: the body, of the right kind, without fields that the schema does not have. */
export const appliedConfigOf = (call: ApiCall): ApiObject => {
  const { type, name, namespace, request } = call
  const { body } = request
  if (!isRecord(body)) return refuse(badRequest('error decoding YAML: the body of an apply patch must be an object'))
  if (body.apiVersion !== apiVersionOf(type) || body.kind !== type.kind) {
    return refuse(badRequest(`invalid object type: ${groupVersionKind(body)}`))
  }
  const untyped = (why: string): never =>
    refuse(
      unnamed(
        `failed to create typed patch object (${givenNamespace(body)}/${name}; ${groupVersionKind(body)}): ${why}`,
      ),
    )
  const refuseType = (wrong: Mistyped) => untyped(`.${wrong.path}: ${untypable(wrong)}`)
  const { object, unknown } = readTyped(type, body, refuseType, false)
  const wrong = type.custom ? mistyped(type.schema, object, '', false) : undefined
  if (wrong !== undefined) refuseType(wrong)
  const meta = metaOf(object)
  if (meta.managedFields !== undefined) {
    return refuse(badRequest('metadata.managedFields must be nil'))
  }
  if (unknown.length > 0) untyped(unknown.map(path => `.${path}: field not declared in schema`).join('\n'))
  if ((meta.name ?? name) !== name) {
    return refuse(badRequest(`the name of the object (${meta.name}) does not match the name on the URL (${name})`))
  }
  if ((meta.namespace ?? namespace) !== namespace) {
    return refuse(badRequest('the namespace of the provided object does not match the namespace sent on the request'))
  }
  return withMeta(object, { name })
}

/** As Go prints it: the core group has no name, and a slash all the same. */
const groupVersionKind = ({ apiVersion = '', kind = '' }: ApiObject): string => {
  const text = asText(apiVersion)
  return `${text === '' || text.includes('/') ? text || '/' : `/${text}`}, Kind=${asText(kind)}`
}

const givenNamespace = ({ metadata }: ApiObject): string =>
  isRecord(metadata) && typeof metadata.namespace === 'string' ? metadata.namespace : ''
