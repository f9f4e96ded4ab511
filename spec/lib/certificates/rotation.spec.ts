import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Act, day, Rotating } from './rotating.ts'

const replica = fc.nat({ max: 2 })
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ _tag: fc.constantFrom('Restart', 'Isolate', 'Reconnect', 'Lead'), replica }),
  fc.record({ _tag: fc.constantFrom('Pass', 'Abdicate', 'Delete', 'Rewind') }),
  fc.record({ _tag: fc.constant('LoseWrites'), count: fc.integer({ min: 1, max: 5 }) }),
  fc.record({ _tag: fc.constantFrom('Empty', 'Block', 'Unblock'), target: fc.nat({ max: 1 }) }),
  fc.record({
    _tag: fc.constant('Damage'),
    part: fc.constantFrom('authorities', 'keys', 'serving', 'trusted', 'hosts'),
  }),
)
/** From seconds to half a year: what matters is where in a rotation it falls. */
const passMs = fc.oneof(fc.nat({ max: 120_000 }), fc.nat({ max: 2 * day }), fc.nat({ max: 180 * day }))
const story = fc.array(fc.tuple(act, passMs), { maxLength: 14 })

test('through restarts, partitions and meddling no client refuses a certificate, and none expires', () => {
  fc.assert(
    fc.property(story, acts => {
      const world = new Rotating()
      for (const [each, ms] of acts) {
        world.act(each, ms)
        assert.deepEqual(world.faults, [])
      }
    }),
    { numRuns: 3000 },
  )
})

test('in ten years each certificate gets a successor after 60 days, each authority after eight months', () => {
  const world = new Rotating()
  world.act({ _tag: 'Pass' }, 3640 * day)
  assert.deepEqual(world.faults, [])
  assert.equal(world.issued.authorities, 15)
  assert.ok(world.issued.serving >= 60 && world.issued.serving <= 76, `${world.issued.serving} certificates`)
  assert.ok((world.secret?.authorities.length ?? 0) <= 2)
  for (const bundle of world.bundles) assert.ok(bundle.size <= 2)
})
