import { isRecord } from '../../json/fields.ts'
import { fieldError } from '../../kube/fieldError.ts'
import { apiVersionOf } from '../../kube/object.ts'
import {
  badRequest,
  internalError,
  invalid,
  methodNotAllowed,
  methodNotSupported,
  notFound,
  unnamed,
} from '../../kube/status.ts'
import { asText } from '../../text/asText.ts'
import { type ApiCall, answerWith, type CallAnswer, isTrue, keyOfCall } from '../call/call.ts'
import { metaOf, withMeta } from '../objects/meta.ts'
import type { ApiObject, ResourceType, ScalePaths } from '../objects/resourceType.ts'
import { updaterOf } from '../ownership/trackUpdate.ts'
import { inVersion } from '../presenting/representation.ts'
import { type ClusterState, objectOf } from '../store/state.ts'
import { refuse } from '../wire/refusal.ts'
import { checkVersion } from '../writing/checkVersion.ts'
import { writeOver } from '../writing/write.ts'
import { checkMediaType, mediaType } from './patch.ts'
import { jsonPatch } from './patches/jsonPatch.ts'
import { mergePatch } from './patches/mergePatch.ts'
import { fieldAt, parts, replicasOf, scaleOf, withReplicas } from './scale/scaleOf.ts'
import { ownersAfterScaling } from './scale/scaleOwners.ts'

/** The `scale` subresource: an autoscaling/v1 Scale that reads and writes the replicas of another object. */
export const scale = (state: ClusterState, call: ApiCall, verb: string): CallAnswer => {
  const { type, name, request } = call
  if (verb !== 'get' && verb !== 'update' && verb !== 'patch') {
    return refuse(type.custom ? methodNotSupported(type, verb) : methodNotAllowed())
  }
  if (verb === 'update') scaleIn(request.body)
  const stored = objectOf(state, type, keyOfCall(call))
  if (verb === 'patch' && !isApply(call)) checkMediaType(call)
  if (stored === undefined || type.scale === undefined) return refuse(notFound(type, name))
  const old = inVersion(type, stored)
  const { specReplicasPath } = type.scale
  if (verb === 'get' && fieldAt(old, parts(specReplicasPath)) === undefined) {
    refuse(internalError(`the spec replicas field "${specReplicasPath}" does not exist`))
  }
  const current = scaleOf(old, type.scale)
  if (verb === 'get') return answerWith(state, 200, current)
  return write(state, call, old, type.scale, verb === 'update' ? request.body : patched(call, current))
}

const isApply = ({ request }: ApiCall): boolean => mediaType(request.contentType) === 'application/apply-patch+yaml'

const patched = (call: ApiCall, current: ApiObject): unknown => {
  const { body } = call.request
  if (isApply(call)) {
    // Fields that are not applied stay; zero counts as absent.
    const { spec } = scaleIn(body)
    return {
      ...scaleIn(body),
      spec: { ...(isRecord(current.spec) ? current.spec : {}), ...(isRecord(spec) ? spec : {}) },
    }
  }
  const changed =
    mediaType(call.request.contentType) === 'application/json-patch+json'
      ? jsonPatch(current, body)
      : // A Scale has no list, so both ways to merge are alike.
        mergePatch(current, body)
  const replicas = isRecord(changed) ? replicasOf(changed) : undefined
  return Number.isInteger(replicas)
    ? changed
    : refuse(
        invalid({ group: '', kind: '' }, '', [
          fieldError.invalid(
            'patch',
            JSON.stringify(changed),
            `json: cannot unmarshal ${typeof replicas} into Go struct field ScaleSpec.spec.replicas of type int32`,
          ),
        ]),
      )
}

const scaleIn = (body: unknown): ApiObject =>
  isRecord(body) && body.kind === 'Scale'
    ? body
    : refuse(
        badRequest(
          `the body must be a Scale of autoscaling/v1, not ${isRecord(body) ? asText(body.kind) : typeof body}`,
        ),
      )

const write = (state: ClusterState, call: ApiCall, old: ApiObject, paths: ScalePaths, sent: unknown): CallAnswer => {
  const { type, name, request } = call
  const body = scaleIn(sent)
  const meta = isRecord(body.metadata) ? body.metadata : {}
  if (typeof meta.name === 'string' && meta.name !== name) {
    refuse(badRequest(`the name of the object (${meta.name}) does not match the name on the URL (${name})`))
  }
  const replicas = replicasOf(body)
  if (typeof replicas !== 'number' || (replicas < 0 && !type.custom)) {
    return refuse(
      invalid({ group: 'autoscaling', kind: 'Scale' }, name, [
        fieldError.invalid('spec.replicas', replicas, 'must be greater than or equal to 0'),
      ]),
    )
  }
  const scaled = withReplicas(old, paths, replicas)
  const managedFields = ownersAfterScaling(
    metaOf(old).managedFields,
    { apiVersion: apiVersionOf(type), pathIn: apiVersion => replicasPathIn(type, apiVersion) },
    {
      manager: updaterOf(call).manager,
      operation: isApply(call) ? 'Apply' : 'Update',
      changes: replicas !== replicasOf(scaleOf(old, paths)),
      says: replicas !== 0,
      force: isTrue(request.query.force),
    },
  )
  if (isApply(call) && type.custom) refuse(unnamed(cannotApply(name)))
  checkVersion(call, old, withVersion(meta, old))
  const object = withMeta(scaled, { managedFields })
  const written = writeOver(state, call, old, { object, tracked: true })
  return answerWith(written.state, 200, scaleOf(written.object, paths))
}

/** Where versions say different things, they may have the replicas at different places. */
const replicasPathIn = (type: ResourceType, apiVersion: string): readonly string[] | undefined => {
  const { conversion } = type
  const version = conversion === undefined || apiVersion === apiVersionOf(type) ? type : conversion.typeIn(apiVersion)
  return version === undefined ? undefined : parts(version.scale?.specReplicasPath ?? '')
}

/** The real server has no way to do it either. */
const cannotApply = (name: string): string =>
  `failed to convert new object (/${name}; autoscaling/v1, Kind=Scale) to proper version: request to convert CR to an invalid group/version: autoscaling/v1`

const withVersion = (meta: ApiObject, old: ApiObject): ApiObject => ({
  resourceVersion: metaOf(old).resourceVersion,
  ...(typeof meta.uid === 'string' && { uid: meta.uid }),
  ...(typeof meta.resourceVersion === 'string' &&
    meta.resourceVersion !== '' && { resourceVersion: meta.resourceVersion }),
})
