import assert from 'node:assert/strict'
import { test } from 'node:test'
import { installation } from '../../../crd/installation/installation.ts'
import { rulesOf } from '../../../lib/controller/rbac.ts'
import { eventRules } from '../../../lib/events/eventRules.ts'
import { isRecord } from '../../../lib/json/fields.ts'
import { clusterRules, namespaceRules } from '../../../lib/manifests/access.ts'
import { definitionOf } from '../../../lib/manifests/definitionOf.ts'
import type { Installation } from '../../../lib/manifests/installation.ts'
import { manifestsFor } from '../../../lib/manifests/manifestsFor.ts'
import { metricsAccessRules } from '../../../lib/reviews/metricsAccess.ts'
import websites, { Website, WebsiteSpec } from '../../examples/website.ts'

const plain: Installation = {
  name: 'website',
  namespace: 'website-system',
  image: 'registry.example.com/website:1',
  file: 'website.ts',
  controllers: [websites],
  definitions: [definitionOf({ ...Website, spec: WebsiteSpec })],
}
const both: readonly (readonly [string, Installation])[] = [
  ['with webhooks', installation()],
  ['without', plain],
  ['with cert-manager', installation({ certificates: 'cert-manager', metricsSecure: true })],
]

const kinds = (of: Installation) => manifestsFor(of).map(({ kind, metadata: { name } }) => `${kind} ${name}`)

for (const [what, installed] of both) {
  test(`all objects have the labels of the installation, and are in its namespace or in none: ${what}`, () => {
    for (const { kind, metadata } of manifestsFor(installed)) {
      if (kind === 'CustomResourceDefinition') continue
      assert.equal(metadata.labels?.['app.kubernetes.io/name'], installed.name, kind)
      const isCluster = /^(Namespace|Cluster|Mutating|Validating)/.test(kind)
      assert.equal(metadata.namespace, isCluster ? undefined : installed.namespace, kind)
    }
  })

  test(`no rule has a wildcard or is there twice: ${what}`, () => {
    const rules = [...clusterRules(installed), ...namespaceRules(installed)]
    const words = rules.flatMap(rule => [...rule.apiGroups, ...rule.resources, ...rule.verbs])
    assert.ok(!words.some(word => word.includes('*')))
    assert.equal(new Set(rules.map(rule => JSON.stringify(rule))).size, rules.length)
  })

  test(`the pods have the labels by which they are selected: ${what}`, () => {
    const objects = manifestsFor(installed)
    const template = at(
      objects.find(({ kind }) => kind === 'Deployment'),
      'spec',
      'template',
      'metadata',
      'labels',
    )
    const selectors = objects.flatMap(({ kind, spec }) =>
      kind === 'Service'
        ? [at(spec, 'selector')]
        : kind === 'NetworkPolicy'
          ? [at(spec, 'podSelector', 'matchLabels')]
          : kind === 'PodDisruptionBudget' || kind === 'Deployment'
            ? [at(spec, 'selector', 'matchLabels')]
            : [],
    )
    assert.ok(selectors.length >= 4)
    for (const selector of selectors) assert.deepEqual(selector, template)
  })
}

const at = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>((inner, field) => (isRecord(inner) ? inner[field] : undefined), value)

test('a controller without webhooks gets no Service, port, Secret or configuration for them', () => {
  assert.deepEqual(kinds(plain), [
    'Namespace website-system',
    'CustomResourceDefinition websites.demo.dev',
    'ServiceAccount website',
    'ClusterRole website',
    'ClusterRoleBinding website',
    'Role website',
    'RoleBinding website',
    'Service website-metrics',
    'NetworkPolicy website',
    'PodDisruptionBudget website',
    'Deployment website',
  ])
  assert.doesNotMatch(JSON.stringify(manifestsFor(plain)), /webhook|secrets|9443/)
  assert.deepEqual(clusterRules(plain), [...rulesOf(websites), ...eventRules])
  assert.match(JSON.stringify(manifestsFor(plain)), /"args":\["run","website\.ts",/)
})

test('rights on CRDs, configurations and Secrets are limited to its own', () => {
  const installed = installation()
  const named = [...clusterRules(installed), ...namespaceRules(installed)].filter(({ resources }) =>
    /customresourcedefinitions|webhookconfigurations|secrets/.test(resources.join()),
  )
  assert.ok(named.length >= 5)
  for (const { verbs, resourceNames } of named)
    if (!verbs.includes('create'))
      assert.match(String(resourceNames), /^(sluice|sluice-webhooks|myapps\.example\.com)$/)
})

test('with cert-manager the program may change no configuration, CRD or Secret', () => {
  const installed = installation({ certificates: 'cert-manager', metricsSecure: true })
  const rules = JSON.stringify([...clusterRules(installed), ...namespaceRules(installed)])
  assert.doesNotMatch(rules, /customresourcedefinitions|webhookconfigurations|secrets/)
  const trusted = manifestsFor(installed).filter(
    ({ metadata }) => metadata.annotations?.['cert-manager.io/inject-ca-from'] === 'sluice-system/sluice-webhooks',
  )
  assert.deepEqual(
    trusted.map(({ kind }) => kind),
    ['CustomResourceDefinition', 'MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'],
  )
  assert.match(JSON.stringify(manifestsFor(installed)), /"--webhook-cert-dir=\/certificates"/)
  assert.deepEqual(kinds({ ...plain, certificates: 'cert-manager' }), kinds(plain))
})

test('one namespace takes a Role there, and no ClusterRole for what has namespaces', () => {
  const installed = { ...plain, watchedNamespace: 'team-a' }
  assert.deepEqual(
    manifestsFor(installed).flatMap(({ kind, metadata }) =>
      /Role$/.test(kind) ? [`${kind} ${metadata.namespace}/${metadata.name}`] : [],
    ),
    ['Role website-system/website', 'Role team-a/website-work'],
  )
  assert.match(JSON.stringify(manifestsFor(installed)), /"--namespace=team-a"/)
})

test('secure metrics take a flag, the right to ask, and a role for their readers', () => {
  const secure = { ...plain, metricsSecure: true }
  const added = kinds(secure).filter(each => !kinds(plain).includes(each))
  assert.deepEqual(added, ['ClusterRole website-metrics-reader'])
  assert.deepEqual(clusterRules(secure), [...clusterRules(plain), ...metricsAccessRules])
  assert.match(JSON.stringify(namespaceRules(secure)), /"secrets".*"website-webhooks"/)
  assert.match(JSON.stringify(manifestsFor(secure)), /"--metrics-secure=true"/)
})

test('a namespace that belongs to others is not labelled', () => {
  for (const namespace of ['default', 'kube-system'])
    assert.ok(!kinds({ ...plain, namespace }).some(each => each.startsWith('Namespace ')))
})

test('the CRD converts through the Service of the namespace where it is installed', () => {
  const [, definition] = manifestsFor(installation({ namespace: 'elsewhere' }))
  const { service } = Object(at(definition, 'spec', 'conversion', 'webhook', 'clientConfig'))
  assert.deepEqual(service, { namespace: 'elsewhere', name: 'sluice-webhooks', port: 443, path: '/convert' })
})
