import { recordAt, textAt, textsAt } from '../../json/fields.ts'
import { badRequest, invalid } from '../../kube/status.ts'
import type { Attributes } from '../call/attributes.ts'
import type { ApiCall } from '../call/call.ts'
import { decodeBody } from '../decoding/decode.ts'
import {
  localSubjectAccessReviewType,
  selfSubjectAccessReviewType,
  selfSubjectReviewType,
  selfSubjectRulesReviewType,
  subjectAccessReviewType,
} from '../kinds/reviews.ts'
import { metaOf, withMeta } from '../objects/meta.ts'
import type { ApiObject, ResourceType } from '../objects/resourceType.ts'
import { timestamp } from '../objects/timestamp.ts'
import { trackUpdate } from '../ownership/trackUpdate.ts'
import type { ClusterState } from '../store/state.ts'
import { refuse } from '../wire/refusal.ts'
import type { ApiRequest, ApiResponse } from '../wire/request.ts'
import { decide } from './authorize.ts'
import { everyRule, grantsTo, type RequestUser } from './rbac.ts'

type Reply = (state: ClusterState, user: RequestUser, asked: ApiObject, nowMs: number) => ApiObject

/** Questions about users and their rights, which store nothing: `kubectl auth can-i`, `kubectl auth whoami`. */
export const review = (
  state: ClusterState,
  request: ApiRequest,
  nowMs: number,
): Extract<ApiResponse, { _tag: 'Body' }> | undefined => {
  if (request.method !== 'POST') return undefined
  const { path, user, body } = request
  const [, namespace = ''] = /^\/apis\/authorization\.k8s\.io\/v1\/namespaces\/([^/]+)\//.exec(path) ?? []
  const found = questions[namespace === '' ? path : path.replace(`namespaces/${namespace}/`, '')]
  if (found === undefined || found.type.namespaced !== (namespace !== '')) return undefined
  const { type, reply } = found
  const { object, warnings } = decodeBody(type, body, request)
  const given = namespace === '' ? object : withMeta(object, { namespace: metaOf(object).namespace ?? namespace })
  if (metaOf(given).namespace !== (namespace === '' ? undefined : namespace)) {
    return refuse(badRequest('the namespace of the provided object does not match the namespace sent on the request'))
  }
  const call: ApiCall = { request, type, namespace, name: '', subresource: '', nowMs }
  const asked = trackUpdate(call, undefined, given)
  const errors = type.validate?.(asked, undefined) ?? []
  if (errors.length > 0) return refuse(invalid({ group: type.group, kind: '' }, '', errors))
  const answer = reply(state, user, asked, nowMs)
  return { _tag: 'Body', code: 201, body: answer, ...(warnings.length > 0 && { warnings }) }
}

const ofMyself: Reply = (state, user, asked) => ({ ...asked, status: accessOf(state, user, asked) })

const ofSomebody: Reply = (state, _user, asked) => {
  const spec = recordAt(asked, 'spec')
  const user = { name: textAt(spec, 'user'), groups: textsAt(spec, 'groups') }
  return { ...asked, status: accessOf(state, user, asked) }
}

const accessOf = (state: ClusterState, user: RequestUser, { spec }: ApiObject): ApiObject => {
  const { allowed, reason } = decide(state, user, attributesAsked(recordAt({ spec }, 'spec')))
  return { allowed, ...(reason !== '' && { reason }) }
}

const attributesAsked = (spec: ApiObject): Attributes => {
  const asked = recordAt(spec, spec.resourceAttributes === undefined ? 'nonResourceAttributes' : 'resourceAttributes')
  const of = (field: string) => textAt(asked, field)
  if (spec.resourceAttributes === undefined) return { _tag: 'Path', verb: of('verb'), path: of('path') }
  return {
    _tag: 'Resource',
    verb: of('verb'),
    group: of('group'),
    version: of('version'),
    resource: of('resource'),
    subresource: of('subresource'),
    namespace: of('namespace'),
    name: of('name'),
  }
}

const rulesOfMine: Reply = (state, user, asked) => {
  const namespace = textAt(recordAt(asked, 'spec'), 'namespace')
  if (namespace === '') return refuse(badRequest('no namespace on request'))
  const held = grantsTo(state, user, namespace).flatMap(({ rules = [] }) => rules)
  const rules = user.groups.includes('system:masters') ? [...everyRule, ...held] : held
  return {
    kind: asked.kind,
    apiVersion: asked.apiVersion,
    metadata: {},
    spec: {},
    status: {
      resourceRules: rules.filter(rule => !('nonResourceURLs' in rule)),
      nonResourceRules: rules.filter(rule => 'nonResourceURLs' in rule),
      incomplete: false,
    },
  }
}

const whoIAm: Reply = (_state, { name, groups }, asked, nowMs) => ({
  ...withMeta(asked, { creationTimestamp: timestamp(nowMs) }),
  status: { userInfo: { username: name, groups } },
})

const question = (type: ResourceType, reply: Reply) => [
  [`/apis/${type.group}/${type.version}/${type.plural}`, { type, reply }] as const,
]

/** By their path, without a namespace. */
const questions: { readonly [path: string]: { readonly type: ResourceType; readonly reply: Reply } | undefined } =
  Object.fromEntries(
    [
      question(selfSubjectAccessReviewType, ofMyself),
      question(subjectAccessReviewType, ofSomebody),
      question(localSubjectAccessReviewType, ofSomebody),
      question(selfSubjectRulesReviewType, rulesOfMine),
      question(selfSubjectReviewType, whoIAm),
    ].flat(),
  )
