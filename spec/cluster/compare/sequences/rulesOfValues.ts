import type { Sequence, Step } from '../sequence.ts'
import { get, mergePatch, post } from '../steps.ts'
import { crds } from './paths.ts'
import { crd, fields, installedWithSpec, thing, things, version, withSpec } from './things.ts'

/** CEL rules of a schema. */

const rule = (text: string, more: object = {}) => ({ rule: text, ...more })
const rules = (...all: readonly object[]) => ({ 'x-kubernetes-validations': all })
const text = { type: 'string', maxLength: 50 }
const whole = { type: 'integer' }

const tried = (...specs: readonly unknown[]): readonly Step[] =>
  specs.map((spec, at) => post(things, thing(`t${at}`, { spec })))

/** CEL rules and what they can call. */
export const rulesOfValues: readonly Sequence[] = [
  {
    name: 'rules over lists: macros and functions',
    steps: [
      ...installedWithSpec(
        { l: { type: 'array', maxItems: 10, items: whole }, s: { type: 'array', maxItems: 10, items: text } },
        rules(
          rule('!has(self.l) || self.l.all(x, x > 0)', { message: 'all' }),
          rule('!has(self.l) || self.l.exists_one(x, x == 7)', { message: 'one' }),
          rule('!has(self.l) || self.l.isSorted()', { message: 'sorted' }),
          rule('!has(self.l) || self.l.sum() < 100', { message: 'sum' }),
          rule('!has(self.s) || self.s.filter(x, x.matches("^[a-z]$")).size() == size(self.s)', { message: 'matches' }),
          rule('!has(self.s) || self.s.indexOf("b") == 1', { message: 'indexOf' }),
        ),
      ),
      ...tried(
        { l: [0, 7] },
        { l: [7, 7] },
        { l: [7, 3] },
        { l: [7, 99] },
        { l: [3, 7] },
        { s: ['a', 'b'] },
        { s: ['b', 'a'] },
        { s: ['a', 'bb'] },
      ),
    ],
  },
  {
    name: 'rules over texts: quantities, URLs, addresses, durations',
    steps: [
      ...installedWithSpec({
        q: { ...text, ...rules(rule('isQuantity(self) && quantity(self).isLessThan(quantity("1Gi"))')) },
        u: { ...text, ...rules(rule('isURL(self) && url(self).getScheme() == "https"')) },
        i: { ...text, ...rules(rule('isIP(self) && ip(self).family() == 4')) },
        c: { ...text, ...rules(rule('isCIDR(self) && cidr("10.0.0.0/8").containsCIDR(self)')) },
        d: { type: 'string', format: 'duration', ...rules(rule('self > duration("1m")')) },
        t: { type: 'string', format: 'date-time', ...rules(rule('self > timestamp("2026-01-01T00:00:00Z")')) },
      }),
      ...[
        { q: '2Gi' },
        { q: '500Mi' },
        { q: 'x' },
        { u: 'http://a' },
        { u: 'https://a/b' },
        { i: '::1' },
        { i: '10.1.1.1' },
        { c: '11.0.0.0/16' },
        { c: '10.1.0.0/16' },
        { d: '30s' },
        { d: '2m' },
        { t: '2025-01-01T00:00:00Z' },
        { t: '2027-01-01T00:00:00Z' },
      ].map((spec, at) => post(`${things}?dryRun=All`, thing(`t${at}`, { spec }))),
    ],
  },
  {
    name: 'rules reach fields of awkward names',
    steps: [
      ...installedWithSpec(
        { 'a-b': whole, namespace: text, 'c.d': whole, e__f: whole },
        rules(
          rule('self.a__dash__b < 5 && self.__namespace__ == "x" && self.c__dot__d < 5 && self.e__underscores__f < 5'),
        ),
      ),
      ...tried({ 'a-b': 1, namespace: 'x', 'c.d': 1, e__f: 1 }, { 'a-b': 6, namespace: 'x', 'c.d': 1, e__f: 1 }),
    ],
  },
  {
    name: 'an update that does not touch what a rule forbids is let through',
    steps: [
      ...installedWithSpec({ a: text, b: text }),
      post(things, thing('t', { spec: { a: 'bad', b: 'x' } }), { compare: 'code' }),
      mergePatch(
        '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/things.<ns>.example.com',
        {
          spec: {
            versions: [version(fields({ spec: fields({ a: { ...text, ...rules(rule('self != "bad"')) }, b: text }) }))],
          },
        },
        { compare: 'code' },
      ),
      post(`${things}?dryRun=All`, thing('probe', { spec: { a: 'bad' } }), { repeatUntil: { code: 422 } }),
      mergePatch(`${things}/t`, { spec: { b: 'y' } }),
      mergePatch(`${things}/t`, { spec: { a: 'bad', b: 'z' } }),
      mergePatch(`${things}/t`, { spec: { a: 'good' } }),
      // Until the server's cache has it: a patch is tried on the cached object first, and what that warns of is told.
      get(`${things}/t?resourceVersion=<8.metadata.resourceVersion>`),
      mergePatch(`${things}/t`, { spec: { a: 'bad' } }),
    ],
  },
  {
    name: 'a rule that may cost too much is refused',
    steps: [
      post(
        crds,
        crd([
          version(withSpec({ l: { type: 'array', items: { type: 'string', ...rules(rule('self.contains("x")')) } } })),
        ]),
      ),
    ],
  },
  {
    name: 'a rule with a named format',
    steps: [
      ...installedWithSpec({ f: { ...text, ...rules(rule('!format.dns1123Label().validate(self).hasValue()')) } }),
      ...tried({ f: 'A b' }, { f: 'ab' }),
    ],
  },
]
