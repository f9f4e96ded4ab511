import type { Sequence } from '../sequence.ts'
import { apply, get, jsonPatch, mergePatch, post, put } from '../steps.ts'
import { configMaps } from './paths.ts'
import { crdPath, fields, installed, installedWithSpec, thing, things, version, withSpec } from './things.ts'

const text = { type: 'string' }
const open = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }

/** What the server adds to custom objects, and what it takes away. */
export const defaulting: readonly Sequence[] = [
  {
    name: 'defaults are filled in, also below what was filled in',
    steps: [
      ...installedWithSpec({
        a: { type: 'string', default: 'x' },
        i: { type: 'integer', default: 0 },
        o: fields(
          { b: { type: 'boolean', default: false }, n: fields({ c: { type: 'string', default: 'y' } }) },
          { default: {} },
        ),
        p: fields({ d: { type: 'string', default: 'z' } }),
        l: { type: 'array', items: fields({ e: { type: 'string', default: 'w' }, f: text }) },
        m: { type: 'object', additionalProperties: fields({ g: { type: 'integer', default: 3 } }) },
      }),
      post(things, thing('a', { spec: {} })),
      post(things, thing('b')),
      post(things, thing('c', { spec: { a: '', o: { n: {} }, p: {}, l: [{ f: 'x' }, {}], m: { k: {} } } })),
      post(things, thing('d', { spec: { a: null, l: null, m: { k: null } } })),
      jsonPatch(`${things}/a`, [{ op: 'remove', path: '/spec/a' }]),
    ],
  },
  {
    name: 'the default of a spec',
    steps: [
      ...installed([
        version(
          fields({
            spec: fields(
              { a: { type: 'string', default: 'x' } },
              { default: { b: 1 }, properties: { a: { type: 'string', default: 'x' }, b: { type: 'integer' } } },
            ),
          }),
        ),
      ]),
      post(things, thing('a')),
      post(things, thing('b', { spec: {} })),
      post(things, thing('c', { spec: null })),
    ],
  },
  {
    name: 'defaults of a new schema show when old objects are read',
    steps: [
      ...installedWithSpec({ a: text }),
      post(things, thing('a', { spec: { a: 'x' } }), { compare: { at: 'spec' } }),
      mergePatch(
        crdPath,
        { spec: { versions: [version(withSpec({ a: text, b: { type: 'string', default: 'new' } }))] } },
        { compare: 'code' },
      ),
      get(`${things}/a`, { repeatUntil: { has: 'spec.b' } }),
      get(things, { repeatUntil: { code: 200 }, compare: { at: 'items.0.spec' } }),
      mergePatch(`${things}/a`, { metadata: { labels: { a: 'b' } } }),
    ],
  },
  {
    name: 'what the schema does not know is pruned',
    steps: [
      ...installed([
        version(
          fields({
            spec: fields({
              a: text,
              o: fields({ b: text }),
              l: { type: 'array', items: fields({ c: text }) },
              m: { type: 'object', additionalProperties: fields({ d: text }) },
            }),
            status: fields({ e: text }),
          }),
          { subresources: { status: {} } },
        ),
      ]),
      post(things, {
        ...thing(
          'a',
          {
            spec: { a: 'x', z: 1, o: { b: 'y', z: { y: 1 } }, l: [{ c: 'x', z: [] }], m: { k: { d: 'x', z: null } } },
            more: {},
          },
          { strange: 1 },
        ),
        other: 'x',
      }),
      mergePatch(`${things}/a/status`, { status: { e: 'x', z: 1 } }),
      mergePatch(`${things}/a`, { spec: { o: { y: 1 } } }),
      get(`${things}/a`),
    ],
  },
  {
    name: 'what the schema does not know is kept where it says so',
    steps: [
      ...installed([
        version(
          fields({
            spec: fields({
              keep: open,
              some: fields({ a: fields({ b: text }) }, { 'x-kubernetes-preserve-unknown-fields': true }),
              map: { type: 'object', additionalProperties: open },
            }),
            status: open,
          }),
        ),
      ]),
      post(
        things,
        thing('a', {
          spec: {
            keep: { x: { y: [1, { z: null }] } },
            some: { a: { b: 'x', c: 1 }, d: { e: 1 } },
            map: { k: { x: 1 } },
          },
          status: { any: 'thing' },
        }),
      ),
    ],
  },
  {
    name: 'unknown fields are ignored, warned of or refused',
    steps: [
      ...installedWithSpec({ a: text, l: { type: 'array', items: fields({ c: text }) } }),
      ...['Ignore', 'Warn', 'Strict', 'Sternly'].map(how =>
        post(
          `${things}?fieldValidation=${how}`,
          thing(how.toLowerCase(), { spec: { a: 'x', z: 1, l: [{ y: 1 }, { y: 2 }] }, more: 1 }, { strange: 1 }),
        ),
      ),
      mergePatch(`${things}/ignore?fieldValidation=Strict`, { spec: { z: 1 } }),
      apply(`${things}/ignore`, 'one', thing('ignore', { spec: { z: 1 } }), 'fieldValidation=Strict'),
      apply(`${things}/ignore`, 'one', thing('ignore', { spec: { z: 1 } })),
    ],
  },
  {
    name: 'fields sent twice are warned of or refused',
    steps: [
      ...installedWithSpec({ a: text }),
      ...['Ignore', 'Warn', 'Strict'].map(how =>
        post(
          `${things}?fieldValidation=${how}`,
          `{"apiVersion":"<ns>.example.com/v1","kind":"Thing","metadata":{"name":"${how.toLowerCase()}"},"spec":{"a":"x","a":"y"},"spec":{"a":"z"}}`,
        ),
      ),
      post(
        `${things}?fieldValidation=Strict`,
        'apiVersion: <ns>.example.com/v1\nkind: Thing\nmetadata:\n  name: yaml\nspec:\n  a: x\n  a: y\n',
        { contentType: 'application/yaml' },
      ),
    ],
  },
  {
    name: 'fields applied twice are warned of or refused',
    steps: ['Ignore', 'Warn', 'Strict'].map(how =>
      apply(
        `${configMaps}/${how.toLowerCase()}`,
        'compare',
        `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${how.toLowerCase()}\ndata:\n  a: x\n  a: z\n`,
        `fieldValidation=${how}`,
      ),
    ),
  },
  {
    name: 'strictly, also a replacement and a status know no other fields',
    steps: [
      ...installed([
        version(fields({ spec: fields({ a: text }), status: fields({ e: text }) }), { subresources: { status: {} } }),
      ]),
      post(things, thing('a', { spec: { a: 'x' } }), { compare: 'code' }),
      put(`${things}/a?fieldValidation=Strict`, thing('a', { spec: { b: 1 } })),
      mergePatch(`${things}/a/status?fieldValidation=Strict`, { status: { f: 1 } }),
      mergePatch(`${things}/a/status?fieldValidation=Warn`, { status: { f: 1 }, spec: { g: 1 } }),
    ],
  },
]
