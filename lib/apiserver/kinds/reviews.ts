import { recordAt, textAt, textsAt } from '../../json/fields.ts'
import type { FieldError } from '../../kube/fieldError.ts'
import { fieldError } from '../../kube/fieldError.ts'
import type { ApiObject, ResourceType } from '../objects/resourceType.ts'
import { builtin } from '../objects/values.ts'
import { wholeObject } from '../schema/objectMeta.ts'
import { shapes } from '../schema/shapes.ts'

/** Kinds that are questions: answered when they are sent, and never stored. */

const { text, object, list, map, open } = shapes

const resourceAttributes = object('A question about a resource.', {
  namespace: text('Its namespace; empty for all, and for what has none.'),
  verb: text('The verb; * for all.'),
  group: text('The API group; * for all.'),
  version: text('The version; * for all.'),
  resource: text('The resource; * for all.'),
  subresource: text('The subresource.'),
  name: text('The name; empty for all.'),
  fieldSelector: open('Which fields are selected.'),
  labelSelector: open('Which labels are selected.'),
})

const nonResourceAttributes = object('A question about a path.', { path: text('The path.'), verb: text('The verb.') })

const about = { resourceAttributes, nonResourceAttributes }

const somebody = {
  user: text('The user.'),
  groups: list(text(), 'The groups of the user.'),
  extra: map(list(text()), 'What else is known of the user.'),
  uid: text('The UID of the user.'),
}

type Given = Pick<ResourceType, 'kind' | 'plural'> & Partial<ResourceType>

const reviewType = (spec: Parameters<typeof object>[1], given: Given): ResourceType =>
  builtin({
    group: 'authorization.k8s.io',
    version: 'v1',
    namespaced: false,
    verbs: ['create'],
    schema: wholeObject('A question about rights.', {
      spec: object('The question.', spec),
      status: open('The answer.'),
    }),
    ...given,
  })

const attributeErrors = (review: ApiObject): readonly FieldError[] => {
  const { resourceAttributes: resource, nonResourceAttributes: path } = recordAt(review, 'spec')
  if (resource !== undefined && path !== undefined) {
    const detail = 'cannot be specified in combination with resourceAttributes'
    return [fieldError.invalid('spec.nonResourceAttributes', path, detail)]
  }
  if (resource !== undefined || path !== undefined) return []
  const detail = 'exactly one of nonResourceAttributes or resourceAttributes must be specified'
  return [fieldError.invalid('spec.resourceAttributes', null, detail)]
}

const userErrors = (review: ApiObject): readonly FieldError[] => {
  const spec = recordAt(review, 'spec')
  return textAt(spec, 'user') === '' && textsAt(spec, 'groups').length === 0
    ? [fieldError.invalid('spec.user', '', 'at least one of user or group must be specified')]
    : []
}

export const selfSubjectAccessReviewType = reviewType(about, {
  kind: 'SelfSubjectAccessReview',
  plural: 'selfsubjectaccessreviews',
  validate: attributeErrors,
})

export const subjectAccessReviewType = reviewType(
  { ...about, ...somebody },
  {
    kind: 'SubjectAccessReview',
    plural: 'subjectaccessreviews',
    validate: review => [...attributeErrors(review), ...userErrors(review)],
  },
)

export const localSubjectAccessReviewType = reviewType(
  { ...about, ...somebody },
  {
    kind: 'LocalSubjectAccessReview',
    plural: 'localsubjectaccessreviews',
    namespaced: true,
    validate: review => {
      const spec = recordAt(review, 'spec')
      const asked = textAt(recordAt(spec, 'resourceAttributes'), 'namespace')
      const path = spec.nonResourceAttributes
      return [
        ...attributeErrors(review),
        ...userErrors(review),
        ...(asked === textAt(recordAt(review, 'metadata'), 'namespace') || spec.resourceAttributes === undefined
          ? []
          : [fieldError.invalid('spec.resourceAttributes.namespace', asked, 'must match metadata.namespace')]),
        ...(path === undefined
          ? []
          : [fieldError.invalid('spec.nonResourceAttributes', path, 'disallowed on this kind of request')]),
      ]
    },
  },
)

export const selfSubjectRulesReviewType = reviewType(
  { namespace: text('The namespace that is asked about.') },
  { kind: 'SelfSubjectRulesReview', plural: 'selfsubjectrulesreviews' },
)

export const selfSubjectReviewType: ResourceType = builtin({
  group: 'authentication.k8s.io',
  version: 'v1',
  kind: 'SelfSubjectReview',
  plural: 'selfsubjectreviews',
  namespaced: false,
  verbs: ['create'],
  schema: wholeObject('A question about oneself.', { status: open('The answer.') }),
})

export const tokenReviewType: ResourceType = builtin({
  group: 'authentication.k8s.io',
  version: 'v1',
  kind: 'TokenReview',
  plural: 'tokenreviews',
  namespaced: false,
  verbs: ['create'],
  schema: wholeObject('A question about a token.', {
    spec: object('The question.', {
      token: text('The token.'),
      audiences: list(text(), 'For whom it should be. Here it is good for the API server, whatever they say.'),
    }),
    status: open('Whom it stands for.'),
  }),
})
