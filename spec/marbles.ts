import assert from 'node:assert/strict'
import { TestScheduler } from 'rxjs/testing'

type Helpers = Parameters<Parameters<TestScheduler['run']>[0]>[0]

/** Runs marble expectations on virtual time (1 frame = 1 ms); `scheduler` is its clock. */
export const marbles = (expectations: (helpers: Helpers & { readonly scheduler: TestScheduler }) => void): void => {
  const scheduler = new TestScheduler((actual, expected) => assert.deepStrictEqual(actual, expected))
  scheduler.run(helpers => expectations({ ...helpers, scheduler }))
  assert.equal(scheduler.actions.length, 0, 'a timer outlived the test')
}
