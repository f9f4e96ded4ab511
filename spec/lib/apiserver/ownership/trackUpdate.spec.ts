import assert from 'node:assert/strict'
import { test } from 'node:test'
import { myApp, myApps, withMyApps } from '../testCluster.ts'

const web = `${myApps}/web`

test('of more than ten updaters the oldest become ancient-changes, and no field loses its owner', () => {
  const cluster = withMyApps()
  cluster.send('POST', myApps, myApp('web', {}), { userAgent: 'm0' })
  for (let n = 1; n <= 12; n++) {
    cluster.send(
      'PATCH',
      web,
      { spec: { config: { [`k${n}`]: 'v' } } },
      { contentType: 'application/merge-patch+json', query: { fieldManager: `m${n}` } },
    )
  }
  const { managedFields = [] } = cluster.send('GET', web).meta
  assert.equal(managedFields.length, 10)
  assert(managedFields.some(({ manager }) => manager === 'ancient-changes'))
  const owned = JSON.stringify(managedFields)
  for (let n = 1; n <= 12; n++) assert(owned.includes(`"f:k${n}"`), `k${n} has an owner`)
})

test('one empty entry makes the server forget all owners; the next apply respects what was there before', () => {
  const cluster = withMyApps()
  cluster.send('POST', myApps, myApp('web', { image: 'i' }))
  const reset = cluster.patch(web, { metadata: { managedFields: [{}] } })
  assert.deepEqual([reset.code, reset.meta.managedFields], [200, undefined])
  const refused = cluster.apply(web, myApp('web', { image: 'j' }), 'one')
  assert.deepEqual(
    [refused.code, refused.body.message],
    [409, 'Apply failed with 1 conflict: conflict with "before-first-apply" using example.com/v1: .spec.image'],
  )
  const { code, meta } = cluster.apply(web, myApp('web', { image: 'i' }), 'one')
  assert.deepEqual([code, meta.managedFields?.map(entry => entry.manager)], [200, ['one', 'before-first-apply']])
})
