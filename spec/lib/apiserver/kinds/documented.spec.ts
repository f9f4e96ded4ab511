import assert from 'node:assert/strict'
import { test } from 'node:test'
import { documented } from '../../../../lib/apiserver/kinds/documents/documented.ts'
import { applyDefaults } from '../../../../lib/apiserver/schema/applyDefaults.ts'
import { canonicalAmounts } from '../../../../lib/apiserver/schema/canonicalAmounts.ts'
import { omitEmpty } from '../../../../lib/apiserver/schema/omitEmpty.ts'
import { recordAt } from '../../../../lib/json/fields.ts'
import type { Schema } from '../../../../lib/kube/schema.ts'

/** Built-in kinds as the document of Kubernetes has them. */

const at = (schema: Schema | undefined, ...path: readonly string[]): Schema | undefined =>
  path.reduce<Schema | undefined>((of, field) => (field === '[]' ? of?.items : of?.properties?.[field]), schema)

const job = documented('batch/v1', 'Job')
const cronJob = documented('batch/v1', 'CronJob')

test('a kind has its names, verbs and subresources, and a kind that is not served is an error', () => {
  const { kind, plural, singular, listKind, shortNames, categories, namespaced, status } = cronJob
  assert.deepEqual(
    { kind, plural, singular, listKind, shortNames, categories, namespaced, status },
    {
      ...{ kind: 'CronJob', plural: 'cronjobs', singular: 'cronjob', listKind: 'CronJobList', shortNames: ['cj'] },
      ...{ categories: ['all'], namespaced: true, status: true },
    },
  )
  assert.throws(() => documented('batch/v1', 'Jobs'), /batch\/v1 Jobs is not in the document of Kubernetes/)
})

test('a default holds in the kinds that fill it in, and in no other', () => {
  assert.equal(at(job.schema, 'spec', 'completionMode')?.default, 'NonIndexed')
  assert.equal(at(cronJob.schema, 'spec', 'jobTemplate', 'spec', 'completionMode')?.default, undefined)
  assert.equal(at(job.schema, 'spec', 'template', 'spec', 'dnsPolicy')?.default, 'ClusterFirst')
  const without = documented('batch/v1', 'Job', {}, ['batch/v1.JobSpec.completionMode'])
  assert.equal(at(without.schema, 'spec', 'completionMode')?.default, undefined)
})

test('what Go leaves out when it is empty goes; what is a pointer, or always written, stays', () => {
  const claim = documented('v1', 'PersistentVolumeClaim').schema
  const spec = { volumeName: '', storageClassName: '', accessModes: [], resources: {} }
  assert.deepEqual(omitEmpty(claim, { spec }), { spec: { storageClassName: '', resources: {} } })
})

test('what Go writes of nothing is written: structs, and null for lists without a value', () => {
  const claim = documented('resource.k8s.io/v1', 'ResourceClaim')
  assert.deepEqual(claim.blank, { spec: { devices: { requests: null } }, status: {} })
  const address = documented('networking.k8s.io/v1', 'IPAddress')
  assert.deepEqual(address.blank, { spec: {} })
  const slice = documented('discovery.k8s.io/v1', 'EndpointSlice')
  assert.deepEqual(recordAt({ of: applyDefaults(slice.schema, {}) }, 'of').endpoints, null)
})

test('a time that is not set is null where Go writes it always, and no default is a time', () => {
  const { schema } = job
  assert.deepEqual(applyDefaults(schema, { status: { conditions: [{ type: 'Complete', status: 'True' }] } }), {
    spec: applyDefaults(at(schema, 'spec') ?? {}, {}),
    status: { conditions: [{ type: 'Complete', status: 'True', lastProbeTime: null, lastTransitionTime: null }] },
    metadata: {},
  })
  const defaults = JSON.stringify(documented('resource.k8s.io/v1', 'ResourceSlice').schema).matchAll(/"default":"20/g)
  assert.equal([...defaults].length, 0)
})

test('quantities are written in one way, wherever they are', () => {
  const quota = documented('v1', 'ResourceQuota').schema
  const written = (hard: object) => canonicalAmounts(quota, { spec: { hard } })
  assert.deepEqual(written({ memory: '1024Mi', cpu: '1000m', pods: 3 }), {
    spec: { hard: { memory: '1Gi', cpu: '1', pods: '3' } },
  })
  const canonical = { spec: { hard: { memory: '1Gi' } } }
  assert.equal(canonicalAmounts(quota, canonical), canonical)
})
