import { reconcileBuckets } from './buckets.ts'
import type { ControllerPart } from './controllerPart.ts'
import type { Instruments } from './instruments.ts'
import { resultOf, results } from './resultOf.ts'

/** controller-runtime's metrics of reconciles, under its names. */
export const reconcileMetrics = ({ counter, gauge, histogram, onScrape }: Instruments): ControllerPart => {
  const prefix = 'controller_runtime'
  const by = ['controller'] as const
  const total = counter(`${prefix}_reconcile_total`, 'Total number of reconciliations per controller', [
    ...by,
    'result',
  ])
  const failed = counter(
    `${prefix}_reconcile_errors_total`,
    'Total number of reconciliation errors per controller, of either kind',
    by,
  )
  const ended = counter(
    `${prefix}_terminal_reconcile_errors_total`,
    'Total number of reconciliation errors per controller that trying again does not help',
    by,
  )
  const panics = counter(
    `${prefix}_reconcile_panics_total`,
    'Total number of reconciliations per controller in which a function of the controller threw',
    by,
  )
  const time = histogram(
    `${prefix}_reconcile_time_seconds`,
    'Length of time per reconciliation per controller',
    reconcileBuckets,
    by,
  )
  const workers = gauge(
    `${prefix}_max_concurrent_reconciles`,
    'Maximum number of concurrent reconciles per controller',
    by,
  )
  const active = gauge(`${prefix}_active_workers`, 'Number of currently used workers per controller', by)

  return ({ name: controller }, numbers) => {
    const of = { controller }
    for (const result of results) total.inc({ controller, result }, 0)
    for (const each of [failed, ended, panics]) each.inc(of, 0)
    time.zero(of)
    onScrape(() => {
      workers.set(of, numbers()?.workers ?? 0)
      active.set(of, numbers()?.runningSinceMs().length ?? 0)
    })
    return event => {
      if (event._tag !== 'Ran') return
      const { result, isTerminal, isPanic } = resultOf(event)
      total.inc({ controller, result })
      time.observe(of, secondsOf(event.durationMs))
      if (result === 'error') failed.inc(of)
      if (isTerminal) ended.inc(of)
      if (isPanic) panics.inc(of)
    }
  }
}

/** Never negative: the clock may have been set back. */
export const secondsOf = (ms: number): number => Math.max(0, ms) / 1000
