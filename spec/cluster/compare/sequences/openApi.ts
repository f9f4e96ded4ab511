import type { Sequence } from '../sequence.ts'
import { get } from '../steps.ts'
import { group, installed, version } from './things.ts'

const document = '/openapi/v3/apis/<ns>.example.com/v1'
const schema = 'components.schemas.com~1example~1<ns>~1v1~1Thing'
const there = { code: 200, has: 'paths' }
const path = `paths./apis/${group.replaceAll('.', '~1')}/v1/namespaces/{namespace}/things`

const described = {
  type: 'object',
  description: 'A thing.',
  required: ['spec'],
  properties: {
    spec: {
      type: 'object',
      description: 'What it should be.',
      properties: {
        a: { type: 'string', default: 'x', enum: ['x', 'y'], description: 'An a.' },
        b: { 'x-kubernetes-int-or-string': true },
        c: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
        d: { type: 'object', 'x-kubernetes-embedded-resource': true, 'x-kubernetes-preserve-unknown-fields': true },
        e: {
          type: 'array',
          items: { type: 'object', required: ['k'], properties: { k: { type: 'string' } } },
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['k'],
        },
        f: { type: 'integer', nullable: true, minimum: 1, 'x-kubernetes-validations': [{ rule: 'self < 5' }] },
      },
    },
    status: { type: 'object', properties: { g: { type: 'boolean' } } },
  },
}

/** The published schemas. */
export const openApi: readonly Sequence[] = [
  {
    name: 'the index of OpenAPI documents names each group and version',
    steps: [
      get('/openapi/v3', { compare: 'code' }),
      get('/openapi/v3/api/v1', { compare: { at: 'openapi' } }),
      get('/openapi/v3/apis/apps/v1', { compare: { at: 'info.title' } }),
      get('/openapi/v3/apis/nobody.example.com/v1'),
      get('/openapi/v3/nothing'),
      get('/openapi/v2', { compare: { at: 'swagger' } }),
      get('/openapi/v1', { compare: 'code' }),
    ],
  },
  {
    name: 'the schema of a CRD is published',
    steps: [
      ...installed([version(described, { subresources: { status: {} } })]),
      get(document, { repeatUntil: there, compare: { at: `${schema}.description` } }),
      get(document, { compare: { at: `${schema}.required` } }),
      get(document, { compare: { at: `${schema}.x-kubernetes-group-version-kind` } }),
      ...['a', 'b', 'c', 'd.required', 'e', 'f', 'd.x-kubernetes-embedded-resource'].map(at =>
        get(document, { compare: { at: `${schema}.properties.spec.properties.${at}` } }),
      ),
      get(document, { compare: { at: `${schema}.properties.status` } }),
      get(document, { compare: { at: `${schema}.properties.apiVersion.type` } }),
      get(document, { compare: { at: `${schema}.type` } }),
    ],
  },
  {
    name: 'the operations of a CRD are published with their parameters',
    steps: [
      ...installed([version(described, { subresources: { status: {} } })]),
      get(document, { repeatUntil: there, compare: { at: `${path}.post.x-kubernetes-action` } }),
      get(document, { compare: { at: `${path}.post.x-kubernetes-group-version-kind` } }),
      get(document, { compare: { at: `${path}/{name}.patch.x-kubernetes-action` } }),
      get(document, { compare: { at: `${path}/{name}/status.get.x-kubernetes-action` } }),
      get(document, { compare: { at: `${path}/{name}/scale` } }),
    ],
  },
  {
    name: 'the schema of MyApp is published',
    steps: [
      get('/openapi/v3/apis/example.com/v1', {
        repeatUntil: there,
        compare: { at: 'components.schemas.com~1example~1v1~1MyApp.properties.spec' },
      }),
      get('/openapi/v3/apis/example.com/v1', {
        compare: { at: 'components.schemas.com~1example~1v1~1MyApp.properties.status' },
      }),
      get('/openapi/v3/apis/example.com/v1', {
        compare: { at: 'components.schemas.com~1example~1v1~1MyApp.description' },
      }),
      get('/openapi/v3/apis/example.com/v1', {
        compare: { at: 'components.schemas.com~1example~1v1~1MyAppList.required' },
      }),
    ],
  },
]
