import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatWarnings } from '../../../../lib/apiserver/crds/formatWarnings.ts'
import { preparedCrd } from '../../../../lib/apiserver/crds/prepared.ts'
import { validateCrd } from '../../../../lib/apiserver/crds/validateCrd.ts'
import type { ApiObject } from '../../../../lib/apiserver/objects/resourceType.ts'
import { crd, version } from './definitions.ts'

const schemaPath = 'spec.validation.openAPIV3Schema'
const withSpec = (spec: ApiObject): ApiObject =>
  crd([version({ schema: { openAPIV3Schema: { type: 'object', properties: { spec } } } })])

const refusals: readonly (readonly [title: string, given: ApiObject, expected: readonly string[]])[] = [
  ['a good one', crd([version()]), []],
  [
    'a wrong name',
    crd([version()], {}, 'other.demo.dev'),
    ['metadata.name: Invalid value: "other.demo.dev": must be spec.names.plural+"."+spec.group'],
  ],
  [
    'two storage versions',
    crd([version(), version({ name: 'v2' })]),
    ['spec.versions: Invalid value', 'status.storedVersions: Invalid value: ["v1"]: must have the storage version v2'],
  ],
  ['no schema', crd([version({ schema: {} })]), ['spec.versions[0].schema.openAPIV3Schema: Required value']],
  [
    'no type',
    withSpec({ properties: {} }),
    [`${schemaPath}.properties[spec].type: Required value: must not be empty for specified object fields`],
  ],
  [
    'no items',
    withSpec({ type: 'array' }),
    [`${schemaPath}.properties[spec].items: Required value: must be specified`],
  ],
  [
    'a rule that does not parse',
    withSpec({ type: 'object', 'x-kubernetes-validations': [{ rule: 'self.a >' }] }),
    [`${schemaPath}.properties[spec].x-kubernetes-validations[0].rule: Invalid value: {"Rule":"self.a >"`],
  ],
  [
    'a rule that names nothing known',
    withSpec({ type: 'object', 'x-kubernetes-validations': [{ rule: 'other.a > 1' }] }),
    [`${schemaPath}.properties[spec].x-kubernetes-validations[0].rule: Invalid value: {"Rule":"other.a > 1"`],
  ],
  [
    'a rule about an unknown field',
    withSpec({
      type: 'object',
      properties: { a: { type: 'object', properties: { 'b-c': { type: 'string' } } } },
      'x-kubernetes-validations': [{ rule: 'has(self.a) && self.a.b__dash__c == "x" && self.a.nope == "x"' }],
    }),
    [`${schemaPath}.properties[spec].x-kubernetes-validations[0].rule: Invalid value`],
  ],
  [
    'a rule about known fields',
    withSpec({
      type: 'object',
      properties: { a: { type: 'object', properties: { 'b-c': { type: 'string' } } } },
      'x-kubernetes-validations': [{ rule: '!has(self.a) || self.a.b__dash__c == oldSelf.a.b__dash__c' }],
    }),
    [],
  ],
  [
    'a rule that is no bool',
    withSpec({ type: 'object', 'x-kubernetes-validations': [{ rule: 'size(self)' }] }),
    [`${schemaPath}.properties[spec].x-kubernetes-validations[0].rule: Invalid value: {"Rule":"size(self)"`],
  ],
  [
    'a default that the schema refuses',
    withSpec({ type: 'integer', default: 'x' }),
    [`${schemaPath}.properties[spec].default: Invalid value: "string"`],
  ],
  [
    'types below anyOf',
    withSpec({ type: 'object', anyOf: [{ type: 'object' }] }),
    [`${schemaPath}.properties[spec].anyOf[0].type: Forbidden: must be empty to be structural`],
  ],
  [
    'a bad pattern',
    withSpec({ type: 'string', pattern: '(' }),
    [`${schemaPath}.properties[spec].pattern: Invalid value: "("`],
  ],
  [
    'an alternative about a field that nothing declares',
    crd([
      version({ schema: { openAPIV3Schema: { type: 'object', anyOf: [{ properties: { a: { minLength: 1 } } }] } } }),
    ]),
    [`${schemaPath}.properties[a]: Required value: because it is defined in ${schemaPath}.anyOf[0].properties[a]`],
  ],
  [
    'a rule that looks back in a list without keys',
    withSpec({
      type: 'array',
      items: { type: 'string', 'x-kubernetes-validations': [{ rule: 'self == oldSelf' }] },
    }),
    [
      `${schemaPath}.properties[spec].items.x-kubernetes-validations[0].rule: Invalid value: "self == oldSelf": oldSelf cannot be used`,
    ],
  ],
  [
    'a scale that is nowhere',
    crd([
      version({ subresources: { scale: { specReplicasPath: '.replicas', statusReplicasPath: '.status.replicas' } } }),
    ]),
    ['spec.subresources.scale.specReplicasPath: Invalid value: ".replicas": should be a json path under .spec'],
  ],
  [
    'a selectable field that is no simple value',
    crd([version({ selectableFields: [{ jsonPath: '.spec' }] })]),
    ['spec.selectableFields[0].jsonPath: Invalid value: ".spec": must point to a field of type string'],
  ],
  [
    'a group that needs an approval',
    crd([version()], { group: 'apps.k8s.io' }, 'apps.apps.k8s.io'),
    ['metadata.annotations[api-approved.kubernetes.io]: Required value'],
  ],
  [
    'versions that differ',
    crd([version(), version({ name: 'v2', storage: false, schema: { openAPIV3Schema: { type: 'array' } } })]),
    [
      'spec.versions[1].schema.openAPIV3Schema.type: Invalid value: "array": must be object at the root',
      'spec.versions[1].schema.openAPIV3Schema.items: Required value',
    ],
  ],
  [
    'a bad scope',
    crd([version()], { scope: 'Global' }),
    ['spec.scope: Unsupported value: "Global": supported values: "Cluster", "Namespaced"'],
  ],
]

for (const [title, given, expected] of refusals) {
  test(`validation of a CRD with ${title}`, () => {
    const found = validateCrd(preparedCrd(given, undefined)).map(({ field, message }) => `${field}: ${message}`)
    assert.equal(found.length, expected.length, found.join('\n'))
    for (const [index, text] of expected.entries()) assert.ok(found[index]?.startsWith(text), found[index] ?? '')
  })
}

test('a format that means nothing is warned of when it is new', () => {
  const strange = withSpec({ type: 'string', format: 'my-own' })
  assert.deepEqual(formatWarnings(strange, undefined), ['unrecognized format "my-own"'])
  assert.deepEqual(formatWarnings(strange, strange), [])
  assert.deepEqual(formatWarnings(withSpec({ type: 'string', format: 'date' }), undefined), [])
})
