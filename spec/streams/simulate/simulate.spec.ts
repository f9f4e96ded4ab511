import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { describeStep, type ScheduleStep } from '../../../streams/simulate/act.ts'
import { faultsOf } from './judge.ts'
import { scripts } from './scripts.ts'

/** Schedules of each property. More by the environment are others each time, unless it names the seed. */
const { SLUICE_SCHEDULES, SLUICE_SEED = SLUICE_SCHEDULES === undefined ? '1' : undefined } = process.env
const numRuns = Number(SLUICE_SCHEDULES ?? 150)
const seed = SLUICE_SEED === undefined ? {} : { seed: Number(SLUICE_SEED) }

for (const standins of [true, false]) {
  const around = standins ? 'with the controllers of a cluster' : 'on a bare API server'
  test(`${around}: whatever happens, once it stops the cluster converges, and then all is silent`, context => {
    let schedules = 0
    const startedMs = performance.now()
    fc.assert(
      fc.property(scripts, fc.nat(1_000_000), (steps, chance) => {
        schedules += 1
        const faults = faultsOf(steps, chance, standins)
        assert.deepEqual(faults.broken, [], story(steps, faults.trace))
      }),
      { numRuns, ...seed },
    )
    const seconds = (performance.now() - startedMs) / 1000
    context.diagnostic(`${schedules} schedules, ${(schedules / seconds).toFixed(0)} a second`)
  })
}

const story = (steps: readonly ScheduleStep[], trace: readonly string[]): string =>
  ['', 'what was done:', ...steps.map(describeStep), '', 'what happened:', ...trace.slice(-60)].join('\n  ')
