import type { Sequence, Step } from '../sequence.ts'
import { altered } from '../sequence.ts'
import { get, mergePatch, post, put } from '../steps.ts'
import { fields, installedWithSpec, thing, things } from './things.ts'

/** Custom objects against the schema of their CRD. */

const tried = (...specs: readonly unknown[]): readonly Step[] =>
  specs.map((spec, at) => post(things, thing(`t${at}`, { spec })))

const text = { type: 'string' }

/** Custom objects against the structural parts of their schema. */
export const validationOfStructures: readonly Sequence[] = [
  {
    name: 'an integer or a text',
    steps: [
      ...installedWithSpec({
        a: { 'x-kubernetes-int-or-string': true },
        b: { 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }], pattern: '^\\d+%$' },
        c: { 'x-kubernetes-int-or-string': true, default: '50%' },
      }),
      ...tried({ a: 1, b: '10%' }, { a: 'x', b: 5 }, { a: true }, { a: 1.5, b: 'x' }, { a: null }),
    ],
  },
  {
    name: 'an embedded resource has a kind and metadata of its own',
    steps: [
      ...installedWithSpec({
        a: { type: 'object', 'x-kubernetes-embedded-resource': true, 'x-kubernetes-preserve-unknown-fields': true },
        b: { type: 'object', 'x-kubernetes-embedded-resource': true, properties: { spec: fields({ x: text }) } },
      }),
      ...tried(
        { a: {} },
        { a: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'x', strange: 1, labels: { a: 'b' } }, more: 1 } },
        {
          b: {
            apiVersion: 'v1',
            kind: 'Pod',
            metadata: { name: 'Wrong Name', labels: { 'a b': 'c d' } },
            spec: { x: 'y', z: 1 },
            more: 1,
          },
        },
        { a: { apiVersion: 'v1', kind: 'Pod', metadata: { labels: 7 } } },
        { b: { apiVersion: '', kind: 'bad kind' } },
        { b: { apiVersion: 'a/b/c', kind: 'Pod' } },
      ),
    ],
  },
  {
    name: 'sets and maps hold nothing twice',
    steps: [
      ...installedWithSpec({
        set: { type: 'array', items: text, 'x-kubernetes-list-type': 'set' },
        map: {
          type: 'array',
          items: fields({ k: text, p: { type: 'string', default: 'TCP' }, v: text }, { required: ['k'] }),
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['k', 'p'],
        },
        atomic: { type: 'array', items: text, 'x-kubernetes-list-type': 'atomic' },
      }),
      ...tried(
        { set: ['a', 'b', 'a', 'a'] },
        { map: [{ k: 'a' }, { k: 'a', p: 'UDP' }, { k: 'a', p: 'TCP', v: 'x' }] },
        { atomic: ['a', 'a'], set: ['a'], map: [{ k: 'a' }] },
        { map: [{ p: 'x' }, {}] },
      ),
    ],
  },
  {
    name: 'an update that does not touch a wrong value is let through',
    steps: [
      ...installedWithSpec({ a: text, b: text, l: { type: 'array', items: text } }),
      post(things, thing('t', { spec: { a: 'long', b: 'x', l: ['long'] } }), { compare: 'code' }),
      mergePatch(
        '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/things.<ns>.example.com',
        {
          spec: {
            versions: [
              {
                name: 'v1',
                served: true,
                storage: true,
                additionalPrinterColumns: [{ name: 'New', type: 'string', jsonPath: '.spec.a' }],
                schema: {
                  openAPIV3Schema: fields({
                    spec: fields(
                      {
                        a: { type: 'string', maxLength: 2 },
                        b: text,
                        l: { type: 'array', items: { type: 'string', maxLength: 2 } },
                      },
                      {
                        required: ['c'],
                        properties: {
                          a: { type: 'string', maxLength: 2 },
                          b: text,
                          c: text,
                          l: { type: 'array', items: { type: 'string', maxLength: 2 } },
                        },
                      },
                    ),
                  }),
                },
              },
            ],
          },
        },
        { compare: 'code' },
      ),
      post(`${things}?dryRun=All`, thing('probe', { spec: { a: 'long' } }), { repeatUntil: { code: 422 } }),
      mergePatch(`${things}/t`, { spec: { b: 'y' } }),
      mergePatch(`${things}/t`, { spec: { a: 'longer' } }),
      mergePatch(`${things}/t`, { spec: { l: ['long', 'other'] } }),
      put(`${things}/t`, altered(4, { metadata: { resourceVersion: null } })),
      mergePatch(`${things}/t`, { metadata: { labels: { a: 'b' } } }),
      get(`${things}/t`, { compare: { at: 'spec' } }),
    ],
  },
]
