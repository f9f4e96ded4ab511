import type { Sequence, Step } from '../sequence.ts'
import { post } from '../steps.ts'
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
]
