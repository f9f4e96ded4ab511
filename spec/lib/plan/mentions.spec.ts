import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Manifest } from '../../../lib/kube/object.ts'
import { mentions } from '../../../lib/plan/mentions.ts'

const manifest = (spec: object): Manifest => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', labels: { app: 'web' } },
  spec,
})
const mounting = manifest({ volumes: [{ name: 'files', configMap: { name: 'web' } }] })
const configMap = { kind: 'ConfigMap', name: 'web' }
const service = { kind: 'Service', name: 'web' }

test('a text that is the name mentions the object; own metadata, labels and selectors do not', () => {
  assert.equal(mentions(mounting, configMap, false), true)
  assert.equal(mentions(mounting, service, false), true)
  const selecting = manifest({
    selector: { matchLabels: { app: 'web' } },
    template: { metadata: { labels: { a: 'web' } } },
  })
  assert.equal(mentions(selecting, service, false), false)
  assert.equal(mentions(manifest({ args: ['--host=web'] }), service, false), false)
})

test('where another child has the name, a field on the way must tell the kind', () => {
  assert.equal(mentions(mounting, configMap, true), true)
  assert.equal(mentions(mounting, service, true), false)
  assert.equal(mentions(manifest({ serviceName: 'web' }), service, true), true)
  assert.equal(mentions(manifest({ tls: { secretName: 'web' } }), { kind: 'Secret', name: 'web' }, true), true)
})
