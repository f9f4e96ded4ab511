import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { redactSecrets } from '../../../lib/recording/redactSecrets.ts'

const secret = (value: string) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: {
    name: 'keys',
    annotations: { 'kubectl.kubernetes.io/last-applied-configuration': `{"data":{"a":"${value}"}}`, 'a/b': 'kept' },
  },
  data: { a: value },
  stringData: { b: value },
})

test('no value of a Secret is left, wherever it is; its keys are', () => {
  const value = fc.stringMatching(/^[a-z0-9]{12,24}$/)
  fc.assert(
    fc.property(value, value => {
      const event = JSON.stringify({ type: 'ADDED', object: secret(value) })
      const operations = [{ op: 'replace', path: '/data/a', value }]
      const everywhere = {
        object: secret(value),
        items: [secret(value), { kind: 'ConfigMap', metadata: {}, data: { a: 'kept' } }],
        next: event,
        cut: event.slice(0, -3),
        effects: [
          { _tag: 'Create', manifest: secret(value) },
          { _tag: 'Overwrite', target: { kind: 'Secret' }, manifest: secret(value), operations },
        ],
      }
      const text = JSON.stringify(redactSecrets(everywhere))
      assert(!text.includes(value), text)
      assert.match(text, /"data":\{"a":"UkVEQUNURUQ="\}/)
      assert.match(text, /"a\/b":"kept"/)
      assert.match(text, /"data":\{"a":"kept"\}/)
    }),
  )
})

test('a value without a Secret stays the same value', () => {
  fc.assert(
    fc.property(fc.jsonValue(), value => {
      assert.equal(redactSecrets(value), value)
    }),
  )
  const mentions = [{ text: '{"secretName":"x","kind":"SecretList"}', volumes: [{ secret: { secretName: 'x' } }] }]
  assert.equal(redactSecrets(mentions), mentions)
})

test('redacting twice is redacting once', () => {
  const once = redactSecrets({ object: secret('abc') })
  assert.deepEqual(redactSecrets(once), once)
})
