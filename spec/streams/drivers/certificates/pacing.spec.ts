import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pacing } from '../../../../streams/drivers/certificates/pacing.ts'

const deed = { name: 'Secret demo/tls', version: '1', content: 'bundle' }

test('a failed act waits ever longer, until the object has another version', () => {
  const pace = pacing()
  assert.equal(pace.atMs(deed), 0)
  assert.equal(pace.failed(deed, 1000, 0.5), 1)
  assert.equal(pace.atMs(deed), 1400)
  assert.equal(pace.failed(deed, 2000, 0.5), 2)
  assert.equal(pace.atMs(deed), 2800)
  assert.equal(pace.atMs({ ...deed, version: '2' }), 0)
  assert.equal(pace.atMs({ ...deed, name: 'another' }), 0)
  pace.done(deed, 3000)
  assert.equal(pace.atMs(deed), 0)
})

test('an act that was done four times waits, 30 s at most; other acts do not count', () => {
  const pace = pacing()
  for (const ms of [1000, 2000, 3000]) pace.done(deed, ms)
  pace.done({ ...deed, content: 'another bundle' }, 3500)
  pace.done({ name: deed.name, version: '2' }, 3600)
  assert.equal(pace.atMs(deed), 0)
  pace.done(deed, 4000)
  assert.equal(pace.atMs(deed), 4250)
  assert.equal(pace.atMs({ ...deed, content: 'another bundle' }), 0)
  for (let ms = 5000; ms < 20_000; ms += 1000) pace.done(deed, ms)
  assert.equal(pace.atMs(deed), 19_000 + 30_000)
  pace.done(deed, 400_000)
  assert.equal(pace.atMs(deed), 0, 'all before is forgotten')
})
