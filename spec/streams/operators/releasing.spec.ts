import assert from 'node:assert/strict'
import { test } from 'node:test'
import { VirtualTimeScheduler } from 'rxjs'
import { releasing } from '../../../streams/operators/releasing.ts'

const setUp = () => {
  const scheduler = new VirtualTimeScheduler()
  const out: [number, string][] = []
  return { scheduler, out, wakes: releasing(scheduler, value => out.push([scheduler.now(), value])) }
}
const names = (count: number) => Array.from({ length: count }, (_, at) => `k${at}`)

test('a few go one by one, 10 ms apart, each once', () => {
  const { scheduler, out, wakes } = setUp()
  wakes.add(['a', 'b'])
  wakes.add(['b', 'c'])
  scheduler.flush()
  assert.deepEqual(out, [
    [0, 'a'],
    [10, 'b'],
    [20, 'c'],
  ])
})

test('many go within 10 s, in order, spread evenly', () => {
  const { scheduler, out, wakes } = setUp()
  wakes.add(names(10_000))
  scheduler.flush()
  assert.deepEqual(
    out.map(([, value]) => value),
    names(10_000),
  )
  assert.equal(out.at(-1)?.[0], 9_990)
  assert.equal(out.filter(([ms]) => ms < 5_000).length, 5_000)
})

test('stopped, it leaves no timer', () => {
  const { scheduler, out, wakes } = setUp()
  wakes.add(names(100))
  wakes.stop()
  scheduler.flush()
  assert.deepEqual(out, [])
})
