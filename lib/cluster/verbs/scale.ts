import { isRecord } from '../../equal.ts'
import { checkVersion } from '../admission/checkVersion.ts'
import { type Answer, answer, type Call, keyOfCall } from '../call.ts'
import { metaOf } from '../meta.ts'
import { jsonPatch } from '../patches/jsonPatch.ts'
import { mergePatch } from '../patches/mergePatch.ts'
import { inVersion } from '../representation.ts'
import type { ApiObject, ScalePaths } from '../resourceType.ts'
import { fieldError } from '../schema/fieldError.ts'
import { type ClusterState, objectOf } from '../state.ts'
import { badRequest, invalid, methodNotAllowed, notFound, refuse, unsupportedMediaType } from '../status.ts'
import { writeOver } from '../write.ts'

/** The `scale` subresource: an autoscaling/v1 Scale that reads and writes the replicas of another object. */
export const scale = (state: ClusterState, call: Call, verb: string): Answer => {
  const { type, name } = call
  if (verb === 'update') scaleIn(call.request.body)
  const stored = objectOf(state, type, keyOfCall(call))
  if (stored === undefined || type.scale === undefined) return refuse(notFound(type, name))
  const old = inVersion(type, stored)
  const current = scaleOf(old, type.scale)
  switch (verb) {
    case 'get':
      return answer(state, 200, current)
    case 'update':
      return write(state, call, old, type.scale, call.request.body)
    case 'patch':
      return write(state, call, old, type.scale, patched(call, current))
    default:
      return refuse(methodNotAllowed())
  }
}

const patched = ({ request }: Call, current: ApiObject): unknown => {
  switch (request.contentType?.split(';')[0]?.trim()) {
    case 'application/json-patch+json':
      return jsonPatch(current, request.body)
    case 'application/merge-patch+json':
    case 'application/strategic-merge-patch+json':
      // A Scale has no list, so both merge alike.
      return mergePatch(current, request.body)
    default:
      return refuse(
        unsupportedMediaType([
          'application/json-patch+json',
          'application/merge-patch+json',
          'application/strategic-merge-patch+json',
        ]),
      )
  }
}

const scaleIn = (body: unknown): ApiObject =>
  isRecord(body) && body.kind === 'Scale'
    ? body
    : refuse(
        badRequest(
          `the body must be a Scale of autoscaling/v1, not ${isRecord(body) ? String(body.kind) : typeof body}`,
        ),
      )

const write = (state: ClusterState, call: Call, old: ApiObject, paths: ScalePaths, sent: unknown): Answer => {
  const body = scaleIn(sent)
  checkVersion(call, old, withVersion(isRecord(body.metadata) ? body.metadata : {}, old))
  const replicas = isRecord(body.spec) ? (body.spec.replicas ?? 0) : 0
  if (typeof replicas !== 'number' || replicas < 0) {
    return refuse(
      invalid({ group: 'autoscaling', kind: 'Scale' }, call.name, [
        fieldError.invalid('spec.replicas', replicas, 'must be greater than or equal to 0'),
      ]),
    )
  }
  const object = setAt(old, parts(paths.specReplicasPath), replicas)
  const written = writeOver(state, call, old, { object, tracked: false })
  return answer(written.state, 200, scaleOf(written.object, paths))
}

const withVersion = (meta: ApiObject, old: ApiObject): ApiObject => ({
  resourceVersion: metaOf(old).resourceVersion,
  ...(typeof meta.uid === 'string' && { uid: meta.uid }),
  ...(typeof meta.resourceVersion === 'string' &&
    meta.resourceVersion !== '' && { resourceVersion: meta.resourceVersion }),
})

const scaleOf = (object: ApiObject, paths: ScalePaths): ApiObject => {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = metaOf(object)
  const replicas = at(object, parts(paths.specReplicasPath))
  const selector = paths.labelSelectorPath === undefined ? undefined : at(object, parts(paths.labelSelectorPath))
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    // Zero is not written.
    spec: { ...(typeof replicas === 'number' && replicas !== 0 && { replicas }) },
    status: {
      replicas: at(object, parts(paths.statusReplicasPath)) ?? 0,
      ...(selector !== undefined && { selector: isRecord(selector) ? selectorText(selector) : selector }),
    },
  }
}

/** A LabelSelector as text: `app=web,tier in (a,b)`. */
const selectorText = ({ matchLabels, matchExpressions }: ApiObject): string => {
  const labels = isRecord(matchLabels)
    ? Object.entries(matchLabels).map(([key, value]) => `${key}=${String(value)}`)
    : []
  const expressions = Array.isArray(matchExpressions) ? matchExpressions.filter(isRecord).map(expressionText) : []
  return [...labels, ...expressions].sort().join(',')
}

const expressionText = ({ key, operator, values }: ApiObject): string => {
  const listed = Array.isArray(values) ? `(${[...values].sort().join(',')})` : '()'
  switch (operator) {
    case 'Exists':
      return String(key)
    case 'DoesNotExist':
      return `!${String(key)}`
    default:
      return `${String(key)} ${operator === 'In' ? 'in' : 'notin'} ${listed}`
  }
}

const parts = (path: string): readonly string[] => path.split('.').filter(part => part !== '')

const at = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((of, field) => (isRecord(of) ? of[field] : undefined), value)

const setAt = (object: ApiObject, [field, ...rest]: readonly string[], value: unknown): ApiObject => {
  if (field === undefined) return object
  const inner = object[field]
  return { ...object, [field]: rest.length === 0 ? value : setAt(isRecord(inner) ? inner : {}, rest, value) }
}
