import type { Sequence, Step } from '../sequence.ts'
import { apply, mergePatch, post } from '../steps.ts'
import { fields, installed, installedWithSpec, thing, things, version } from './things.ts'

/** CEL rules of a schema. */

const rule = (text: string, more: object = {}) => ({ rule: text, ...more })
const rules = (...all: readonly object[]) => ({ 'x-kubernetes-validations': all })
const text = { type: 'string', maxLength: 50 }
const whole = { type: 'integer' }

const tried = (...specs: readonly unknown[]): readonly Step[] =>
  specs.map((spec, at) => post(things, thing(`t${at}`, { spec })))

export const celRules: readonly Sequence[] = [
  {
    name: 'a rule compares two fields',
    steps: [
      ...installedWithSpec(
        { min: whole, max: whole },
        rules(rule('self.min <= self.max', { message: 'min is above max' })),
      ),
      ...tried({ min: 1, max: 2 }, { min: 3, max: 2 }, { min: 3 }, { min: 'x', max: 1 }),
    ],
  },
  {
    name: 'a rule without a message, and one whose message is computed',
    steps: [
      ...installedWithSpec({
        a: { ...whole, ...rules(rule('self > 3')) },
        b: { ...whole, ...rules(rule('self > 3', { messageExpression: '"got " + (self < 2 ? "little" : "more")' })) },
        c: {
          ...whole,
          ...rules(rule('self > 3', { message: 'plain', messageExpression: '1 / (self - self) == 0 ? "a" : "b"' })),
        },
        d: { ...whole, ...rules(rule('self > 3', { messageExpression: '" "' })) },
      }),
      ...tried({ a: 1 }, { b: 1 }, { c: 1 }, { d: 1 }, { a: 1, b: 2 }, { a: 4, b: 4, c: 4 }),
    ],
  },
  {
    name: 'a rule has a reason and a field',
    steps: [
      ...installedWithSpec(
        { a: text, b: text, c: fields({ d: text }) },
        rules(
          rule('!has(self.a) || self.a != "forbidden"', {
            reason: 'FieldValueForbidden',
            fieldPath: '.a',
            message: 'no',
          }),
          rule('!has(self.a) || self.a != "required" || has(self.b)', {
            reason: 'FieldValueRequired',
            fieldPath: '.b',
          }),
          rule('!has(self.a) || self.a != "duplicate"', { reason: 'FieldValueDuplicate' }),
          rule('!has(self.c) || self.c.d != "bad"', { reason: 'FieldValueInvalid', fieldPath: '.c.d', message: 'bad' }),
        ),
      ),
      ...tried({ a: 'forbidden' }, { a: 'required' }, { a: 'duplicate' }, { c: { d: 'bad' } }, { a: 'fine' }),
    ],
  },
  {
    name: 'a field cannot change once it is set',
    steps: [
      ...installedWithSpec(
        {
          a: { ...text, ...rules(rule('self == oldSelf', { message: 'is immutable' })) },
          n: { ...whole, ...rules(rule('self >= oldSelf')) },
        },
        rules(rule('!has(oldSelf.a) || has(self.a)', { message: 'a stays' })),
      ),
      post(things, thing('t', { spec: { n: 3 } })),
      mergePatch(`${things}/t`, { spec: { a: 'x' } }),
      mergePatch(`${things}/t`, { spec: { a: 'y' } }),
      mergePatch(`${things}/t`, { spec: { a: null } }),
      mergePatch(`${things}/t`, { spec: { n: 2 } }),
      mergePatch(`${things}/t`, { spec: { n: 4 } }),
      apply(`${things}/t`, 'one', thing('t', { spec: { a: 'z' } }), 'force=true'),
    ],
  },
  {
    name: 'a rule may see whether there was an old value',
    steps: [
      ...installedWithSpec({
        a: {
          ...text,
          ...rules(rule('oldSelf.hasValue() ? oldSelf.value() == self : self != "never"', { optionalOldSelf: true })),
        },
      }),
      post(things, thing('t', { spec: { a: 'never' } })),
      post(things, thing('t', { spec: { a: 'x' } })),
      mergePatch(`${things}/t`, { spec: { a: 'y' } }),
    ],
  },
  {
    name: 'rules of items, of values of maps and of items found by their keys',
    steps: [
      ...installedWithSpec({
        l: { type: 'array', maxItems: 5, items: { ...text, ...rules(rule('self.startsWith("x")')) } },
        m: { type: 'object', maxProperties: 5, additionalProperties: { ...whole, ...rules(rule('self > 0')) } },
        k: {
          type: 'array',
          maxItems: 5,
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['name'],
          items: fields({ name: text, v: { ...whole, ...rules(rule('self >= oldSelf')) } }, { required: ['name'] }),
        },
      }),
      ...tried({ l: ['x', 'y'] }, { m: { a: 1, b: 0 } }),
      post(
        things,
        thing('t', {
          spec: {
            k: [
              { name: 'a', v: 2 },
              { name: 'b', v: 2 },
            ],
          },
        }),
      ),
      mergePatch(`${things}/t`, {
        spec: {
          k: [
            { name: 'b', v: 1 },
            { name: 'a', v: 3 },
          ],
        },
      }),
      mergePatch(`${things}/t`, {
        spec: {
          k: [
            { name: 'c', v: 0 },
            { name: 'a', v: 3 },
          ],
        },
      }),
    ],
  },
  {
    name: 'rules of the whole object see its name',
    steps: [
      ...installed([
        version(
          fields(
            { spec: fields({ a: text }) },
            rules(
              rule('self.metadata.name.size() <= 5'),
              rule('!has(self.spec) || self.spec.a == self.metadata.name', { fieldPath: '.spec.a' }),
            ),
          ),
        ),
      ]),
      post(things, thing('long-name', { spec: { a: 'long-name' } })),
      post(things, thing('short', { spec: { a: 'x' } })),
      post(things, thing('none')),
      post(things, thing('', { spec: { a: 'x' } }, { generateName: 'g-' })),
    ],
  },
]
