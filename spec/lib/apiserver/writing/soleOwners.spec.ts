import assert from 'node:assert/strict'
import { test } from 'node:test'
import { myApp, myApps, withMyApps } from '../testCluster.ts'

const owner = (uid: string) => ({ apiVersion: 'example.com/v1', kind: 'MyApp', name: 'owner', uid })

test('an owner that is named twice is kept once, with a warning that names it', () => {
  const cluster = withMyApps()
  const ownerReferences = [owner('a'), owner('b'), owner('a')]
  const made = cluster.send('POST', myApps, myApp('web', {}, { ownerReferences }))
  assert.deepEqual(made.meta.ownerReferences, [owner('a'), owner('b')])
  assert.match(made.warnings[0] ?? '', /duplicate UID\(s\) observed: a$/)
  const patched = cluster.patch(`${myApps}/web`, { metadata: { ownerReferences } })
  assert.match(patched.warnings[0] ?? '', /after mutating admission happens/)
})

test('an Event owns nothing', () => {
  const ownerReferences = [{ apiVersion: 'v1', kind: 'Event', name: 'e', uid: 'a' }]
  const { code, body } = withMyApps().send('POST', myApps, myApp('web', {}, { ownerReferences }))
  assert.equal(code, 422)
  assert.match(String(body.message), /Kind=Event is disallowed from being an owner/)
})
