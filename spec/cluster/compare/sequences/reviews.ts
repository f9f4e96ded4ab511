import type { Sequence } from '../sequence.ts'
import { as, get, post } from '../steps.ts'
import { role, roleBinding, user } from './objects.ts'
import { configMaps, roleBindings, roles } from './paths.ts'

const authorization = '/apis/authorization.k8s.io/v1'
const jane = { headers: as('jane-<ns>', 'readers') }

const review = (kind: string, spec?: object) => ({
  apiVersion: 'authorization.k8s.io/v1',
  kind,
  ...(spec !== undefined && { spec }),
})

const ofMyself = (spec: object, more: object = jane) =>
  post(`${authorization}/selfsubjectaccessreviews`, review('SelfSubjectAccessReview', spec), more)
const ofSomebody = (spec: object) => post(`${authorization}/subjectaccessreviews`, review('SubjectAccessReview', spec))
const local = (spec: object) =>
  post(`${authorization}/namespaces/<ns>/localsubjectaccessreviews`, review('LocalSubjectAccessReview', spec))

const configMapsHere = { namespace: '<ns>', resource: 'configmaps' }
const reading = { ...configMapsHere, verb: 'get' }

const prepared = [
  post(roles, role('reader', [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list'] }])),
  post(roleBindings, roleBinding('jane', { name: 'reader' }, [user('jane-<ns>')])),
  get(configMaps, { ...jane, repeatUntil: { code: 200 } }),
]

/** Questions about users and their rights. */
export const reviews: readonly Sequence[] = [
  {
    name: 'who am I',
    steps: [
      post(
        '/apis/authentication.k8s.io/v1/selfsubjectreviews',
        { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' },
        jane,
      ),
      post('/apis/authentication.k8s.io/v1/selfsubjectreviews', {}, jane),
      post(
        '/apis/authentication.k8s.io/v1/selfsubjectreviews',
        { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' },
        { headers: as('system:serviceaccount:<ns>:robot') },
      ),
      get('/apis/authentication.k8s.io/v1/selfsubjectreviews', jane),
    ],
  },
  {
    name: 'what may I',
    steps: [
      ...prepared,
      ofMyself({ resourceAttributes: reading }),
      ofMyself({ resourceAttributes: { ...configMapsHere, verb: 'delete' } }),
      ofMyself({ resourceAttributes: { ...reading, namespace: 'elsewhere' } }),
      ofMyself({ nonResourceAttributes: { path: '/metrics', verb: 'get' } }),
      // Which of two bindings that allow it is named is chance.
      ofMyself(
        { nonResourceAttributes: { path: '/version', verb: 'get' } },
        { ...jane, compare: { at: 'status.allowed' } },
      ),
      ofMyself({ resourceAttributes: reading }, {}),
    ],
  },
  {
    name: 'a question that is none is refused',
    steps: [
      ofMyself({}),
      ofMyself({ resourceAttributes: reading, nonResourceAttributes: { path: '/', verb: 'get' } }),
      ofSomebody({ resourceAttributes: reading }),
      ofSomebody({ user: 'jane' }),
      post(`${authorization}/selfsubjectaccessreviews`, review('SelfSubjectAccessReview'), jane),
      post(`${authorization}/selfsubjectaccessreviews`, review('SubjectAccessReview', {}), jane),
      post(`${authorization}/selfsubjectaccessreviews`, 'no json', jane),
      get(`${authorization}/selfsubjectaccessreviews`, jane),
    ],
  },
  {
    name: 'what may somebody',
    steps: [
      ...prepared,
      ofSomebody({ user: 'jane-<ns>', resourceAttributes: reading }),
      ofSomebody({ user: 'jim', groups: ['readers'], resourceAttributes: reading }),
      ofSomebody({ groups: ['system:masters'], resourceAttributes: reading }),
      post(
        `${authorization}/subjectaccessreviews`,
        review('SubjectAccessReview', { user: 'jim', resourceAttributes: reading }),
        jane,
      ),
    ],
  },
  {
    name: 'what may somebody in a namespace',
    steps: [
      ...prepared,
      local({ user: 'jane-<ns>', resourceAttributes: reading }),
      local({ user: 'jim', resourceAttributes: reading }),
      local({ user: 'jim', resourceAttributes: { ...reading, namespace: 'elsewhere' } }),
      local({ user: 'jim', nonResourceAttributes: { path: '/', verb: 'get' } }),
    ],
  },
  {
    name: 'which rules are mine',
    steps: [
      ...prepared,
      post(`${authorization}/selfsubjectrulesreviews`, review('SelfSubjectRulesReview', { namespace: '<ns>' }), {
        ...jane,
        compare: { at: 'status.resourceRules' },
      }),
      post(`${authorization}/selfsubjectrulesreviews`, review('SelfSubjectRulesReview', {}), jane),
    ],
  },
]
