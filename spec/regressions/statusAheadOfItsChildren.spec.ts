import assert from 'node:assert/strict'
import { test } from 'node:test'
import { myApps } from '../streams/simulate/myApps.ts'

/**
 * A plan that applied a child also wrote the status, made from the child as it had
 * been: one status write more than needed at each edit, and a wrong one.
 */
test('an edit writes no status from before its own apply', () => {
  const world = myApps()
  world.clock.advance(100)
  world.act({ _tag: 'Create', name: 'web', spec: { image: 'web:1' } })
  assert.deepEqual(world.settle(), [])
  const together: string[] = []
  world.events$.subscribe(event => {
    if (event._tag !== 'Planned') return
    const tags: readonly string[] = event.plan.effects.map(({ _tag }) => _tag)
    if (tags.includes('Apply')) together.push(...tags)
  })
  world.act({ _tag: 'Edit', name: 'web', spec: { image: 'web:2' } })
  assert.deepEqual(world.settle(), [])
  assert.deepEqual(together, ['Apply'])
  world.stop()
})
