import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { matchesLabels, parseLabelSelector } from '../../../../lib/apiserver/selectors/labelSelector.ts'
import { RefusedRequest } from '../../../../lib/apiserver/wire/refusal.ts'

const table: readonly (readonly [selector: string, labels: { readonly [key: string]: string }, matches: boolean])[] = [
  ['', {}, true],
  ['app=web', { app: 'web' }, true],
  ['app==web', { app: 'db' }, false],
  ['app!=web', {}, true],
  ['app!=web', { app: 'web' }, false],
  ['app', { app: '' }, true],
  ['!app', { app: '' }, false],
  ['!app', {}, true],
  ['app in (web, db)', { app: 'db' }, true],
  ['app in (web,db),tier=x', { app: 'db', tier: 'x' }, true],
  ['app in (web,db),tier=x', { app: 'db' }, false],
  ['app notin (web)', {}, true],
  ['app notin (web)', { app: 'web' }, false],
  ['size>3', { size: '4' }, true],
  ['size>3', { size: 'big' }, false],
  ['size<3', { size: '2' }, true],
  ['app=', { app: '' }, true],
  ['toString', {}, false],
  ['example.com/app=web', { 'example.com/app': 'web' }, true],
]
for (const [selector, labels, matches] of table) {
  test(`'${selector}' ${matches ? 'selects' : 'leaves'} ${JSON.stringify(labels)}`, () => {
    assert.equal(matchesLabels(parseLabelSelector(selector), labels), matches)
  })
}

for (const selector of ['=', 'a in b', 'a in (b', 'a=b=c', 'size>big', '-a=b', ',']) {
  test(`'${selector}' is refused`, () => {
    assert.throws(() => parseLabelSelector(selector), RefusedRequest)
  })
}

test('a selector and its negation part all label sets', () => {
  const key = fc.constantFrom('a', 'b', 'c')
  const value = fc.constantFrom('x', 'y', 'z', '')
  const pairs: fc.Arbitrary<readonly [string, string]> = fc.oneof(
    fc.tuple(key, value).map(([k, v]) => [`${k}=${v}`, `${k}!=${v}`] as const),
    fc.tuple(key, fc.array(value, { minLength: 1 })).map(([k, v]) => [`${k} in (${v})`, `${k} notin (${v})`] as const),
    key.map(k => [k, `!${k}`] as const),
  )
  fc.assert(
    fc.property(pairs, fc.dictionary(key, value), ([selector, negated], labels) => {
      assert.notEqual(
        matchesLabels(parseLabelSelector(selector), labels),
        matchesLabels(parseLabelSelector(negated), labels),
      )
    }),
  )
})
