import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hashLabel, templateHash } from '../../../../lib/apiserver/standins/templateHash.ts'

const template = {
  metadata: { labels: { app: 'web' } },
  spec: { containers: [{ name: 'main', image: 'example/web:1' }] },
}

test('a template has the same hash in any order of its fields, and with the label that carries the hash', () => {
  const hash = templateHash(template)
  assert.match(hash, /^[b-df-hj-np-tv-xz2-9]{6,10}$/)
  const { metadata, spec } = template
  assert.equal(templateHash({ spec, metadata }), hash)
  assert.equal(templateHash({ metadata: { labels: { [hashLabel]: hash, ...metadata.labels } }, spec }), hash)
})

test('any other change of a template changes its hash', () => {
  const others = [
    { ...template, metadata: { labels: { app: 'other' } } },
    { ...template, metadata: { ...template.metadata, annotations: { restarted: 'yes' } } },
    { ...template, spec: { containers: [{ name: 'main', image: 'example/web:2' }] } },
  ]
  assert.equal(new Set([template, ...others].map(templateHash)).size, 4)
})
