import assert from 'node:assert/strict'
import { test } from 'node:test'
import { myApps, withMyApps } from '../testCluster.ts'

test('a watch without a timeout gets one of half an hour to an hour that depends on the seed', () => {
  const seconds = Array.from({ length: 30 }, (_, seed) => withMyApps({ seed }).watch(myApps).timeoutSeconds)
  assert(
    seconds.every(timeout => timeout >= 1800 && timeout < 3600),
    String(seconds),
  )
  assert(new Set(seconds).size > 20, 'they differ')
  const again = Array.from({ length: 30 }, (_, seed) => withMyApps({ seed }).watch(myApps).timeoutSeconds)
  assert.deepEqual(again, seconds)
  assert.equal(withMyApps().watch(myApps, { timeoutSeconds: '90' }).timeoutSeconds, 90)
})
