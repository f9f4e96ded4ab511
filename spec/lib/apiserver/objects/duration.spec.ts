import assert from 'node:assert/strict'
import { test } from 'node:test'
import { humanDuration } from '../../../../lib/apiserver/objects/duration.ts'
import { canonicalQuantity } from '../../../../lib/kube/canonicalQuantity.ts'

const [second, minute, hour, day] = [1000, 60_000, 3_600_000, 86_400_000]

for (const [ms, text] of [
  [-5 * second, '<invalid>'],
  [0, '0s'],
  [90 * second, '90s'],
  [2 * minute, '2m'],
  [4 * minute + 10 * second, '4m10s'],
  [100 * minute, '100m'],
  [3 * hour + 25 * minute, '3h25m'],
  [10 * hour, '10h'],
  [2 * day, '2d'],
  [5 * day + 3 * hour, '5d3h'],
  [100 * day, '100d'],
  [770 * day, '2y40d'],
  [9 * 365 * day, '9y'],
] as const) {
  test(`${ms} ms are ${text}`, () => assert.equal(humanDuration(ms), text))
}

for (const [given, canonical] of [
  ['1000m', '1'],
  ['1500m', '1500m'],
  [0.5, '500m'],
  ['0.1', '100m'],
  [2, '2'],
  ['1000', '1k'],
  ['1024Mi', '1Gi'],
  ['1536Mi', '1536Mi'],
  ['0.5Gi', '512Mi'],
  ['1e3', '1e3'],
  ['1e4', '10e3'],
  ['100Ki', '100Ki'],
  ['0', '0'],
  ['-1', '-1'],
  ['500Ti', '500Ti'],
  ['1.', '1'],
  ['', undefined],
  ['x', undefined],
  ['1 Gi', undefined],
] as const) {
  test(`quantity ${given} is ${canonical}`, () => {
    assert.equal(canonicalQuantity(given), canonical)
    if (canonical !== undefined) assert.equal(canonicalQuantity(canonical), canonical)
  })
}
