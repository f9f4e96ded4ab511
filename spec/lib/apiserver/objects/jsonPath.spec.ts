import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findAll, parseJsonPath } from '../../../../lib/apiserver/objects/jsonPath.ts'

const object = {
  spec: {
    replicas: 3,
    'a.b/c': 'dotted',
    list: [
      { n: 1, t: 'x' },
      { n: 2, t: 'y)' },
    ],
  },
  status: {
    conditions: [
      { type: 'Ready', status: 'True' },
      { type: 'Stalled', status: 'False' },
    ],
  },
}

for (const [path, expected] of [
  ['.spec.replicas', [3]],
  ['{.spec.replicas}', [3]],
  ['$.spec.replicas', [3]],
  [".spec['a.b/c']", ['dotted']],
  ['.spec.a\\.b/c', ['dotted']],
  ['.spec.list[0].n', [1]],
  ['.spec.list[-1].n', [2]],
  ['.spec.list[*].n', [1, 2]],
  ['.spec.list[?(@.n>1)].t', ['y)']],
  ['.spec.list[?(@.t=="y)")].n', [2]],
  ['.spec.list[?(@.n)].n', [1, 2]],
  ['.status.conditions[?(@.type=="Ready")].status', ['True']],
  [".status.conditions[?(@.type!='Ready')].status", ['False']],
  ['.status.conditions[?(@.type=="None")].status', []],
  ['.spec.none.deeper', []],
  ['.spec.toString', []],
] as const) {
  test(`${path} finds ${JSON.stringify(expected)}`, () => {
    const steps = parseJsonPath(path)
    assert.ok(steps)
    assert.deepEqual(findAll(steps, object), expected)
  })
}

for (const path of ['.spec[', '.spec.[?(@.a==)]', 'spec', '.a..b', '.a[?(b)]']) {
  test(`${path} is no path`, () => {
    assert.equal(parseJsonPath(path), undefined)
  })
}
