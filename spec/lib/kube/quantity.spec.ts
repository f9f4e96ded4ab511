import assert from 'node:assert/strict'
import { test } from 'node:test'
import { quantityOf, sameQuantity } from '../../../lib/kube/quantity.ts'

const same: readonly (readonly [unknown, unknown])[] = [
  ['1000m', '1'],
  ['1000m', 1],
  ['1024Mi', '1Gi'],
  ['0.5', '500m'],
  ['.5', '500m'],
  ['1.', '1'],
  ['1e3', '1k'],
  ['1E3', '1k'],
  ['2E', '2e18'],
  ['1500M', '1.5G'],
  ['+2', '2'],
  ['-1', '-1000m'],
  ['0', '0m'],
  ['100u', '0.1m'],
  ['1000n', '1u'],
  ['1Ti', '1024Gi'],
  ['1Pi', '1024Ti'],
  ['1Ei', '1024Pi'],
  ['3T', '3000G'],
  ['3P', '3000T'],
  ['1Ki', 1024],
]
for (const [a, b] of same) test(`${a} is ${b}`, () => assert.ok(sameQuantity(a, b) && sameQuantity(b, a)))

const different: readonly (readonly [unknown, unknown])[] = [
  ['1', '1001m'],
  ['1G', '1Gi'],
  ['1m', '1M'],
  ['0', '1n'],
  ['1', '-1'],
]
for (const [a, b] of different) test(`${a} is not ${b}`, () => assert.ok(!sameQuantity(a, b)))

for (const no of ['', 'm', '1x', '1 Gi', '1ki', 'abc', '1e', '--1', null, undefined, {}, true])
  test(`${JSON.stringify(no)} is not a quantity, and not equal to itself`, () => {
    assert.equal(quantityOf(no), undefined)
    assert.ok(!sameQuantity(no, no))
  })
