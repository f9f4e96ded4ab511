import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Accepted, acceptedOf, mediaOf } from '../../../../lib/apiserver/presenting/accept.ts'
import { RefusedRequest } from '../../../../lib/apiserver/wire/refusal.ts'

const json = 'application/json' as const
const yaml = 'application/yaml' as const
const table = 'application/json;as=Table;v=v1;g=meta.k8s.io'

const accepted: readonly (readonly [accept: string | undefined, expected: Accepted])[] = [
  [undefined, { form: 'Object', media: json }],
  ['', { form: 'Object', media: json }],
  ['*/*', { form: 'Object', media: json }],
  ['application/yaml', { form: 'Object', media: yaml }],
  ['text/html, application/json', { form: 'Object', media: json }],
  ['application/json;q=0.1, application/yaml', { form: 'Object', media: yaml }],
  [table, { form: 'Table', media: json }],
  [`${table},application/json`, { form: 'Table', media: json }],
  [`application/json,${table}`, { form: 'Object', media: json }],
  ['application/json;as=Chart;v=v1;g=meta.k8s.io,application/json', { form: 'Object', media: json }],
  ['application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1', { form: 'Metadata', of: 'list', media: json }],
]

for (const [accept, expected] of accepted) {
  test(`of ${JSON.stringify(accept)} the server sends ${JSON.stringify(expected)}`, () => {
    assert.deepEqual(acceptedOf(accept, true), expected)
    assert.equal(mediaOf(accept), expected.media)
  })
}

for (const accept of ['text/html', 'image/*', table.replace('v=v1', 'v=v9'), table.replace('Table', 'Chart')]) {
  test(`${accept} is not served`, () => {
    for (const custom of [true, false]) {
      assert.throws(
        () => acceptedOf(accept, custom),
        error => error instanceof RefusedRequest && error.status.code === 406,
      )
    }
    assert.equal(mediaOf(accept), json)
  })
}
