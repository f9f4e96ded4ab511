import assert from 'node:assert/strict'
import { test } from 'node:test'
import { typesOfCrd } from '../../../../lib/apiserver/crds/typesOfCrd.ts'
import { discover } from '../../../../lib/apiserver/discovery/discover.ts'
import { openApiV2Asked, openApiV2Protobuf } from '../../../../lib/apiserver/discovery/openApiV2Message.ts'
import { findAll, parseJsonPath } from '../../../../lib/apiserver/objects/jsonPath.ts'
import type { ResourceType } from '../../../../lib/apiserver/objects/resourceType.ts'
import { builtinTypes } from '../../../../lib/apiserver/store/builtinTypes.ts'

/** The first value that the path finds. */
const valueAt = (path: string, document: unknown): unknown => {
  const steps = parseJsonPath(path)
  assert.ok(steps, path)
  return findAll(steps, document)[0]
}

const version = (name: string, storage: boolean, description: string) => ({
  name,
  served: true,
  storage,
  subresources: { status: {}, scale: { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas' } },
  schema: { openAPIV3Schema: { type: 'object', description, properties: { spec: { type: 'object' } } } },
})

const appsWith = (description: string): readonly ResourceType[] =>
  typesOfCrd({
    spec: {
      group: 'demo.dev',
      scope: 'Namespaced',
      names: { plural: 'apps', kind: 'App', shortNames: ['ap'] },
      versions: [version('v1beta1', false, description), version('v1', true, description)],
    },
  })

const registry = [...builtinTypes, ...appsWith('An app.')]

const ask = (path: string, accept = 'application/json', method = 'GET', types: readonly ResourceType[] = registry) => {
  const response = discover(types, { method, path, query: {}, accept, user: { name: 'a', groups: [] } })
  if (response === undefined) return undefined
  assert.ok(response._tag === 'Body')
  return response
}

const aggregated = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json'

for (const [path, accept, expression, expected] of [
  ['/api', 'application/json', '.versions[0]', 'v1'],
  ['/apis', 'application/json', '.groups[?(@.name=="demo.dev")].preferredVersion.groupVersion', 'demo.dev/v1'],
  ['/apis/demo.dev', 'application/json', '.versions[1].version', 'v1beta1'],
  ['/api/v1', 'application/json', '.resources[?(@.name=="pods/status")].kind', 'Pod'],
  ['/apis/demo.dev/v1', 'application/json', '.resources[?(@.name=="apps/scale")].group', 'autoscaling'],
  ['/api', aggregated, '.items[0].versions[0].resources[?(@.resource=="pods")].responseKind.kind', 'Pod'],
  ['/apis', aggregated, '.items[?(@.metadata.name=="demo.dev")].versions[0].resources[0].shortNames[0]', 'ap'],
  [
    '/apis',
    aggregated,
    '.items[?(@.metadata.name=="apps")].versions[0].resources[2].subresources[0].responseKind.kind',
    'Scale',
  ],
  [
    '/openapi/v3/apis/demo.dev/v1',
    'application/json',
    ".components.schemas['dev.demo.v1.App'].x-kubernetes-group-version-kind[0].kind",
    'App',
  ],
  [
    '/openapi/v3/apis/apps/v1',
    'application/json',
    ".components.schemas['io.k8s.api.apps.v1.Deployment'].properties.spec.properties.template.properties.spec.properties.containers.x-kubernetes-patch-merge-key",
    'name',
  ],
  [
    '/openapi/v3/apis/apps/v1',
    'application/json',
    '.paths[\'/apis/apps/v1/namespaces/{namespace}/deployments/{name}\'].patch.parameters[?(@.name=="fieldValidation")].in',
    'query',
  ],
  ['/openapi/v2', 'application/json', '.swagger', '2.0'],
] as const) {
  test(`${path} as ${accept.slice(0, 40)} has ${expression} = ${expected}`, () => {
    const response = ask(path, accept)
    assert.equal(response?.code, 200)
    assert.equal(valueAt(expression, response?.body), expected)
  })
}

for (const path of [
  '/api/v2',
  '/apis/none.dev',
  '/apis/demo.dev/v2',
  '/api/v1/pods',
  '/openapi/v3/apis/none.dev/v1',
  '/version',
  '/',
]) {
  test(`${path} is no discovery document`, () => assert.notEqual(ask(path)?.code ?? 404, 200))
}

test('OpenAPI v2 is protobuf where it is asked for, and writing is refused', () => {
  const asked = ask('/openapi/v2', `${openApiV2Asked}, application/json`)
  assert.ok(asked?._tag === 'Body')
  assert.equal(asked.contentType, openApiV2Protobuf)
  assert.equal(ask('/apis/apps/v1', 'application/json', 'POST')?.code, 405)
})

test('the address of a document changes with its content, and only then', () => {
  const addressOf = (types: readonly ResourceType[], path: string) =>
    valueAt(`.paths['${path}'].serverRelativeURL`, ask('/openapi/v3', 'application/json', 'GET', types)?.body)
  const other = [...builtinTypes, ...appsWith('Another app.')]
  assert.match(
    String(addressOf(registry, 'apis/demo.dev/v1')),
    /^\/openapi\/v3\/apis\/demo\.dev\/v1\?hash=[0-9A-F]{16}$/,
  )
  assert.notEqual(addressOf(registry, 'apis/demo.dev/v1'), addressOf(other, 'apis/demo.dev/v1'))
  assert.equal(addressOf(registry, 'apis/apps/v1'), addressOf(other, 'apis/apps/v1'))
})
