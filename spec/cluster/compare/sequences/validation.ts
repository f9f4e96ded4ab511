import type { Sequence, Step } from '../sequence.ts'
import { altered } from '../sequence.ts'
import { get, mergePatch, post, put } from '../steps.ts'
import { fields, installedWithSpec, thing, things } from './things.ts'

/** Custom objects against the schema of their CRD. */

const tried = (...specs: readonly unknown[]): readonly Step[] =>
  specs.map((spec, at) => post(things, thing(`t${at}`, { spec })))

const text = { type: 'string' }
const whole = { type: 'integer' }

export const validation: readonly Sequence[] = [
  {
    name: 'values of a wrong type are refused',
    steps: [
      ...installedWithSpec({
        s: text,
        i: whole,
        n: { type: 'number' },
        b: { type: 'boolean' },
        l: { type: 'array', items: text },
        o: fields({ x: text }),
      }),
      ...tried(
        { s: 1, i: 'x', n: true, b: 'true', l: {}, o: [] },
        { s: null, i: 1.5, n: 3, b: null, l: [1, null, 'x'], o: { x: {} } },
        'text',
        { s: 'x', i: 7, n: 0.25, b: false, l: [], o: {} },
        { i: 1.0, n: 1e300 },
      ),
    ],
  },
  {
    name: 'required fields must be there',
    steps: [
      ...installedWithSpec(
        {
          a: text,
          b: fields({ c: text }, { required: ['c'] }),
          l: { type: 'array', items: fields({ d: text }, { required: ['d'] }) },
        },
        { required: ['a', 'b'] },
      ),
      ...tried({}, { a: 'x', b: {}, l: [{}, { d: 'y' }] }, { a: '', b: { c: '' } }, undefined),
    ],
  },
  {
    name: 'values outside of an enum are refused',
    steps: [
      ...installedWithSpec({
        s: { type: 'string', enum: ['red', 'green'] },
        i: { type: 'integer', enum: [1, 2] },
        n: { type: 'string', nullable: true, enum: ['x'] },
      }),
      ...tried({ s: 'blue', i: 3 }, { s: '', i: 1 }, { s: 'red', i: 2, n: null }, { s: 7 }),
    ],
  },
  {
    name: 'numbers have bounds',
    steps: [
      ...installedWithSpec({
        a: { type: 'integer', minimum: 1, maximum: 5 },
        b: { type: 'number', minimum: 0, exclusiveMinimum: true, maximum: 1, exclusiveMaximum: true },
        c: { type: 'integer', multipleOf: 5 },
        d: { type: 'number', multipleOf: 0.1 },
        e: { type: 'integer', format: 'int32' },
        f: { type: 'integer', format: 'int64' },
      }),
      ...tried(
        { a: 0, b: 0, c: 7 },
        { a: 6, b: 1, c: -5 },
        { a: 5, b: 0.5, c: 10, d: 0.3 },
        { d: 0.25 },
        { e: 2147483648 },
        { e: -2147483648 },
      ),
    ],
  },
  {
    name: 'texts have lengths and patterns',
    steps: [
      ...installedWithSpec({
        a: { type: 'string', minLength: 2, maxLength: 4 },
        b: { type: 'string', pattern: '^[a-z]+$' },
        c: { type: 'string', pattern: '(?i)^ab', maxLength: 3 },
      }),
      ...tried(
        { a: 'x', b: 'A', c: 'xyzz' },
        { a: 'äöüßx', b: '' },
        { a: 'äöüß', b: 'a', c: 'ABc' },
        { a: '\u{1F600}\u{1F600}\u{1F600}' },
        { b: 'a\n' },
      ),
    ],
  },
  ...formatSequences(),
  {
    name: 'lists and maps have sizes',
    steps: [
      ...installedWithSpec({
        l: { type: 'array', minItems: 1, maxItems: 2, items: text },
        m: { type: 'object', minProperties: 1, maxProperties: 2, additionalProperties: whole },
      }),
      ...tried(
        { l: [], m: {} },
        { l: ['a', 'b', 'c'], m: { a: 1, b: 2, c: 3 } },
        { l: ['a'], m: { a: 'x', 'b.c/d': 1 } },
        { m: { a: null } },
      ),
    ],
  },
  {
    name: 'null is a value only where it may be',
    steps: [
      ...installedWithSpec({
        a: { type: 'string', nullable: true },
        b: { type: 'string' },
        c: { type: 'string', nullable: true, default: 'x' },
        d: { type: 'string', default: 'x' },
        l: { type: 'array', items: { type: 'string', nullable: true } },
        o: fields({ x: text }, { nullable: true }),
      }),
      ...tried({ a: null, c: null, d: null, l: [null], o: null }, { b: null }, { a: 7 }, { o: 7 }),
    ],
  },
  {
    name: 'alternatives are tried: anyOf, oneOf, allOf and not',
    steps: [
      ...installedWithSpec({
        any: { type: 'string', anyOf: [{ minLength: 5 }, { pattern: '^x' }] },
        one: { type: 'integer', oneOf: [{ minimum: 10 }, { maximum: 20 }] },
        all: { type: 'string', allOf: [{ minLength: 2 }, { maxLength: 3 }] },
        not: { type: 'string', not: { pattern: '^bad' } },
      }),
      ...tried(
        { any: 'abc' },
        { any: 'x' },
        { one: 15 },
        { one: 5 },
        { all: 'x' },
        { all: 'xxxx' },
        { all: 'xx' },
        { not: 'badly' },
        { not: 'good' },
      ),
    ],
  },
  {
    name: 'one of two fields is required',
    steps: [
      ...installedWithSpec(
        { a: text, b: text, c: whole },
        {
          oneOf: [{ required: ['a'] }, { required: ['b'] }],
          anyOf: [{ required: ['c'] }, { properties: { a: { minLength: 2 } } }],
        },
      ),
      ...tried({}, { a: 'xx' }, { a: 'x', b: 'y', c: 1 }, { b: 'y' }, { a: 'x' }),
    ],
  },
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

/** Each format alone, so that one that differs hides no other. */
function formatSequences(): readonly Sequence[] {
  const values: { readonly [format: string]: readonly string[] } = {
    'date-time': [
      '2026-01-01T00:00:00Z',
      '2026-01-01T00:00:00.123+02:00',
      '2026-01-01',
      '2026-13-01T00:00:00Z',
      '2026-01-01T25:00:00Z',
      '',
    ],
    date: ['2026-01-01', '2026-02-30', '01-01-2026', '2026-1-1'],
    duration: ['1h', '1h30m', '-5s', '5', '1 day', '2 weeks', '1.5h', '0', 'h'],
    uuid: [
      'b38d8b6e-3c8f-4b0c-9d3e-1f2a3b4c5d6e',
      'B38D8B6E3C8F4B0C9D3E1F2A3B4C5D6E',
      'x',
      'b38d8b6e-3c8f-4b0c-9d3e-1f2a3b4c5d6',
    ],
    ipv4: ['1.2.3.4', '1.2.3.256', '1.2.3', '::1', '01.2.3.4'],
    ipv6: ['::1', '2001:db8::', '1.2.3.4', '::ffff:1.2.3.4', ':::'],
    cidr: ['10.0.0.0/8', '10.0.0.1/33', '10.0.0.0', '2001:db8::/32', '10.0.0.0/08'],
    mac: ['00:11:22:33:44:55', '00-11-22-33-44-55', '0011.2233.4455', '00:11:22:33:44', '00:11:22:33:44:55:66:77'],
    byte: ['aGVsbG8=', 'aGVsbG8', 'not base64!', '', '_-8='],
    email: ['a@b.c', 'a b@c', 'Ann <a@b.c>', '@b.c', 'a@'],
    hostname: ['example.com', 'a_b', '-a', 'a.', '1.2', 'EXAMPLE', 'a..b'],
    uri: ['http://example.com/a?b', '/a', 'a b', 'x', 'mailto:a@b.c', 'http://[::1'],
    password: ['anything'],
    hexcolor: ['#fff', '#ffffff', 'fff', 'red'],
    rgbcolor: ['rgb(1,2,3)', 'rgb(1,2,300)', 'red'],
    creditcard: ['4111111111111111', '4111111111111112', 'x'],
    isbn: ['9783161484100', '3-16-148410-0', 'x'],
    isbn10: ['3161484100', '9783161484100'],
    ssn: ['111-11-1111', '111111111', 'x'],
    bsonobjectid: ['507f1f77bcf86cd799439011', 'x'],
    'k8s-short-name': ['abc', 'A', 'a.b', 'a'.repeat(64)],
    'k8s-long-name': ['a.b', 'A', '-a'],
    'my-own': ['anything'],
  }
  const groups = [
    ['date-time', 'date', 'duration'],
    ['uuid', 'ipv4', 'ipv6', 'cidr', 'mac'],
    ['byte', 'email', 'hostname', 'uri'],
    ['password', 'hexcolor', 'rgbcolor', 'creditcard', 'isbn', 'isbn10'],
    ['ssn', 'bsonobjectid', 'k8s-short-name', 'k8s-long-name', 'my-own'],
  ]
  return groups.map(formats => ({
    name: `texts have formats: ${formats.join(', ')}`,
    steps: [
      ...installedWithSpec(Object.fromEntries(formats.map(format => [format, { type: 'string', format }]))),
      ...formats.flatMap(format =>
        (values[format] ?? []).map((value, at) =>
          post(`${things}?dryRun=All`, thing(`${format.replaceAll('-', '')}-${at}`, { spec: { [format]: value } })),
        ),
      ),
    ],
  }))
}
