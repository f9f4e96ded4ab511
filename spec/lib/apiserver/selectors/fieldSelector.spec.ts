import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseFieldSelector } from '../../../../lib/apiserver/selectors/fieldSelector.ts'
import { RefusedRequest } from '../../../../lib/apiserver/wire/refusal.ts'

const pods = { group: '', version: 'v1', plural: 'pods', custom: false }
const values = (text: string) =>
  parseFieldSelector(text, pods).map(({ field, equals, value }) => [field, equals, value])

test('terms are joined by commas; a backslash keeps commas, equals signs and itself in a value', () => {
  assert.deepEqual(values('status.phase!=Running,metadata.name==a'), [
    ['status.phase', false, 'Running'],
    ['metadata.name', true, 'a'],
  ])
  assert.deepEqual(values('metadata.name=a\\,b\\=c\\\\d,'), [['metadata.name', true, 'a,b=c\\d']])
  assert.deepEqual(values(''), [])
})

test('an escape of anything else, a bare equals sign and an unknown field are refused', () => {
  for (const text of ['metadata.name=a\\', 'metadata.name=\\x', 'metadata.name=a=b', 'spec.image=x', 'metadata.name']) {
    assert.throws(
      () => values(text),
      (error: unknown) => error instanceof RefusedRequest && error.status.code === 400,
      text,
    )
  }
})
