import type { Sequence, Step } from '../sequence.ts'
import { post } from '../steps.ts'
import { crds } from './paths.ts'
import { anything, crd, fields, group, names, version, withSpec } from './things.ts'

/** What makes a CRD invalid, with all that the server says about it. */

const refused = (versions: readonly object[], spec: object = {}, meta: object = {}): Step =>
  post(crds, crd(versions, spec, meta))

const schema = (properties: object, more: object = {}): Step => refused([version(withSpec(properties, more))])

/** What makes the schema of a CRD invalid. */
export const invalidSchemas: readonly Sequence[] = [
  {
    name: 'a schema that is not structural is refused: types',
    steps: [
      refused([version({})]),
      refused([version({ type: 'string' })]),
      schema({ a: {} }),
      schema({ a: { type: 'array' } }),
      schema({ a: { type: 'array', items: {} } }),
      schema({ a: { type: 'integer', 'x-kubernetes-int-or-string': true } }),
      schema({ a: { type: 'object', additionalProperties: {} } }),
    ],
  },
  {
    name: 'a schema that is not structural is refused: alternatives',
    steps: [
      schema({ a: { type: 'string', anyOf: [{ type: 'string' }] } }),
      schema({ a: { type: 'object', oneOf: [{ properties: { b: { minLength: 1 } } }] } }),
      schema({ a: { type: 'string', not: { default: 'x', nullable: true, description: 'y', title: 'z' } } }),
      schema({ a: { type: 'object', allOf: [{ additionalProperties: { minLength: 1 } }] } }),
      schema({ a: { 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }] } }),
    ],
  },
  {
    name: 'a schema that is not structural is refused: metadata and additionalProperties',
    steps: [
      refused([version(fields({ metadata: fields({ labels: { type: 'object' } }) }))]),
      refused([version(fields({ metadata: { type: 'string' } }))]),
      refused([version(fields({ apiVersion: { type: 'integer' }, kind: { type: 'integer' } }))]),
      schema({ a: { type: 'object', additionalProperties: false } }),
      schema({
        a: { type: 'object', properties: { b: { type: 'string' } }, additionalProperties: { type: 'string' } },
      }),
    ],
  },
  {
    name: 'a schema with wrong extensions is refused',
    steps: [
      schema({ a: { type: 'array', items: { type: 'string' }, 'x-kubernetes-list-type': 'heap' } }),
      schema({ a: { type: 'string', 'x-kubernetes-list-type': 'set' } }),
      schema({ a: { type: 'array', items: { type: 'string' }, 'x-kubernetes-list-type': 'map' } }),
      schema({
        a: {
          type: 'array',
          items: fields({ k: { type: 'string' }, o: { type: 'object' } }),
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['k', 'k', 'o', 'other'],
        },
      }),
      schema({ a: { type: 'array', items: fields({}), 'x-kubernetes-list-type': 'set' } }),
      schema({ a: { type: 'string', 'x-kubernetes-embedded-resource': true } }),
      schema({ a: { type: 'object', 'x-kubernetes-embedded-resource': true } }),
      schema({ a: { type: 'object', 'x-kubernetes-map-type': 'strange' } }),
      schema({ a: { type: 'object', 'x-kubernetes-preserve-unknown-fields': false } }),
    ],
  },
  {
    name: 'a schema with wrong keywords is refused',
    steps: [
      schema({ a: { type: 'array', items: { type: 'string' }, uniqueItems: true } }),
      schema({ a: { type: 'string', pattern: '(' } }),
      schema({ a: { type: 'string', nullable: 'yes' } }),
      schema({ a: { type: 'string', maxLength: -1 } }),
      schema({ a: { type: 'string', $ref: '#/definitions/x' } }),
      schema({ a: { type: 'object', definitions: { x: { type: 'string' } } } }),
      schema({ a: { type: 'string', enum: [] } }),
      schema({ a: { type: 'string' } }, { required: ['a', 'a', 'b'] }),
    ],
  },
  {
    name: 'a schema with a default that does not fit is refused',
    steps: [
      schema({ a: { type: 'string', default: 7 } }),
      schema({ a: { type: 'integer', minimum: 3, default: 1 } }),
      schema({ a: { type: 'object', properties: { b: { type: 'string' } }, default: { c: 1 } } }),
      schema({ a: { type: 'string', default: null } }),
      schema({ a: { type: 'array', items: { type: 'string', enum: ['x'] }, default: ['x', 'y'] } }),
      refused([version(fields({ metadata: fields({ name: { type: 'string', default: 'x' } }) }))]),
    ],
  },
  {
    name: 'a schema with wrong rules is refused',
    steps: [
      schema({ a: { type: 'string', 'x-kubernetes-validations': [{ rule: '' }] } }),
      schema({ a: { type: 'string', 'x-kubernetes-validations': [{ rule: 'self.' }] } }),
      schema({ a: { type: 'string', maxLength: 9, 'x-kubernetes-validations': [{ rule: 'self' }] } }),
      schema({ a: { type: 'string', maxLength: 9, 'x-kubernetes-validations': [{ rule: 'self + 1 == 2' }] } }),
      schema({ a: { type: 'string', maxLength: 9 } }, { 'x-kubernetes-validations': [{ rule: 'self.b == 1' }] }),
      schema({
        a: {
          type: 'string',
          maxLength: 9,
          'x-kubernetes-validations': [
            { rule: 'true', message: ' ', reason: 'Whim', messageExpression: '1 + 1', fieldPath: '.x' },
          ],
        },
      }),
      schema({
        a: {
          type: 'array',
          maxItems: 9,
          items: { type: 'string', 'x-kubernetes-validations': [{ rule: 'self == oldSelf' }] },
        },
      }),
      schema({ a: { type: 'string', anyOf: [{ 'x-kubernetes-validations': [{ rule: 'true' }] }] } }),
    ],
  },
  {
    name: 'a CRD says all that is wrong with it at once',
    steps: [
      refused(
        [
          version(withSpec({ a: {}, b: { type: 'array' } }), { name: '1' }),
          version(anything, { storage: true, name: 'v2' }),
        ],
        { scope: 'None', names: { ...names, kind: '' }, conversion: { strategy: 'x' } },
        { name: `x.${group}` },
      ),
    ],
  },
]
