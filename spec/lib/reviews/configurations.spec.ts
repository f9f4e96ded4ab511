import assert from 'node:assert/strict'
import { test } from 'node:test'
import { evaluate } from '@marcbachmann/cel-js'
import * as t from 'io-ts'
import { resource } from '../../../lib/kube/object.ts'
import { defaulting, validating } from '../../../lib/reviews/admission.ts'
import { admissionConfigurations } from '../../../lib/reviews/configurations.ts'
import { handlersOf } from '../../../lib/reviews/webhooks.ts'

const Box = resource('demo.dev', 'v1', 'Box', 'boxes', t.UnknownRecord, 'Cluster')
const webhooks = [defaulting(Box, box => box), validating(Box, () => ({}))]
const service = { namespace: 'system', name: 'boxes', port: 443 }

test('each sort of webhook is registered in a configuration of its own, by what it is', () => {
  const [mutating, validating, ...more] = admissionConfigurations('boxes', webhooks, { service, caBundle: 'Q0E=' })
  assert.deepEqual(more, [])
  assert.deepEqual(mutating, {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'MutatingWebhookConfiguration',
    metadata: { name: 'boxes' },
    webhooks: [
      {
        name: 'defaulting.boxes.demo.dev',
        clientConfig: { service: { ...service, path: '/mutate-demo-dev-v1-box' }, caBundle: 'Q0E=' },
        rules: [
          {
            apiGroups: ['demo.dev'],
            apiVersions: ['v1'],
            resources: ['boxes'],
            operations: ['CREATE', 'UPDATE'],
            scope: 'Cluster',
          },
        ],
        matchPolicy: 'Equivalent',
        sideEffects: 'None',
        timeoutSeconds: 5,
        failurePolicy: 'Fail',
        admissionReviewVersions: ['v1'],
        reinvocationPolicy: 'Never',
        matchConditions: [{ name: 'staying', expression: '!has(object.metadata.deletionTimestamp)' }],
      },
    ],
  })
  assert.equal(validating?.kind, 'ValidatingWebhookConfiguration')
  assert.match(JSON.stringify(validating), /"name":"validating\.boxes\.demo\.dev".*"path":"\/validate-demo-dev-v1-box"/)
})

test('sorts without webhooks get no configuration; a URL has neither a service nor an authority', () => {
  const found = admissionConfigurations('boxes', webhooks.slice(0, 1), { url: 'https://127.0.0.1:9443' })
  assert.equal(found.length, 1)
  assert.match(JSON.stringify(found), /"clientConfig":\{"url":"https:\/\/127\.0\.0\.1:9443\/mutate-demo-dev-v1-box"\}/)
})

test('validating webhooks see new objects and changed specs, not labels, finalizers and deletions', () => {
  const [configuration] = admissionConfigurations('boxes', webhooks.slice(1), { service })
  const conditions = JSON.stringify(configuration).match(/"expression":"(?:[^"\\]|\\.)*"/g) ?? []
  const isAsked = (operation: string, object: object, oldObject: object = {}) =>
    conditions.every(condition => {
      const { expression } = JSON.parse(`{${condition}}`)
      return evaluate(expression, { object, oldObject, request: { operation } }) === true
    })
  const box = (spec: object | undefined, metadata: object = {}) => ({ metadata, ...(spec !== undefined && { spec }) })
  assert.equal(conditions.length, 2)
  assert.equal(isAsked('CREATE', box({ a: 1 })), true)
  assert.equal(isAsked('UPDATE', box({ a: 1 }), box({ a: 2 })), true)
  assert.equal(isAsked('UPDATE', box({ a: 1 }), box(undefined)), true)
  assert.equal(isAsked('UPDATE', box(undefined), box({ a: 1 })), true)
  assert.equal(isAsked('UPDATE', box({ a: 1 }, { labels: { b: 'c' } }), box({ a: 1 })), false)
  assert.equal(isAsked('UPDATE', box({ a: 1 }, { deletionTimestamp: 'now' }), box({ a: 2 })), false)
})

test('handlers are found by path; two of one path would hide each other', () => {
  assert.deepEqual(Object.keys(handlersOf(webhooks)), ['/mutate-demo-dev-v1-box', '/validate-demo-dev-v1-box'])
  assert.throws(() => handlersOf([...webhooks, ...webhooks.slice(1)]), /two webhooks .* \/validate-demo-dev-v1-box/)
})
