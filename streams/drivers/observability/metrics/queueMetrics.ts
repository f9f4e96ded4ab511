import type { Priority } from '../../../operators/slots.ts'
import { queueBuckets } from './buckets.ts'
import type { ControllerPart } from './controllerPart.ts'
import type { Instruments } from './instruments.ts'
import { secondsOf } from './reconcileMetrics.ts'
import { resultOf } from './resultOf.ts'

const priorities: readonly Priority[] = ['urgent', 'backlog']

/**
 * client-go's metrics of work queues, under its names. A key counts as queued while it waits for a worker, for this
 * process to lead, or in a backlog.
 */
export const queueMetrics = (
  { counter, gauge, histogram, onScrape }: Instruments,
  nowMs: () => number,
): ControllerPart => {
  const by = ['name', 'controller'] as const
  const depth = gauge('workqueue_depth', 'Current depth of workqueue by priority', [...by, 'priority'])
  const adds = counter('workqueue_adds_total', 'Total number of adds handled by workqueue', by)
  const retries = counter('workqueue_retries_total', 'Total number of retries handled by workqueue', by)
  const waited = histogram(
    'workqueue_queue_duration_seconds',
    'How long in seconds an item stays in workqueue before being requested',
    queueBuckets,
    by,
  )
  const worked = histogram(
    'workqueue_work_duration_seconds',
    'How long in seconds processing an item from workqueue takes',
    queueBuckets,
    by,
  )
  const unfinished = gauge(
    'workqueue_unfinished_work_seconds',
    'How many seconds of work are in progress and have not been observed by work_duration yet',
    by,
  )
  const longest = gauge(
    'workqueue_longest_running_processor_seconds',
    'How many seconds the longest running processor has been running',
    by,
  )

  return ({ name: controller }, numbers) => {
    const of = { name: controller, controller }
    let ended = 0
    let added = 0
    adds.inc(of, 0)
    retries.inc(of, 0)
    waited.zero(of)
    worked.zero(of)
    onScrape(() => {
      const live = numbers()
      const waiting = priorities.map(priority => live?.waiting(priority) ?? 0)
      for (const [at, priority] of priorities.entries()) depth.set({ ...of, priority }, waiting[at] ?? 0)
      const sinceMs = live?.runningSinceMs() ?? []
      const now = nowMs()
      const seconds = sinceMs.map(since => secondsOf(now - since))
      unfinished.set(
        of,
        seconds.reduce((sum, each) => sum + each, 0),
      )
      longest.set(
        of,
        seconds.reduce((most, each) => Math.max(most, each), 0),
      )
      // An added key is at work, done, or waits. A key that settles is in none of these states for a moment.
      const known = ended + sinceMs.length + waiting.reduce((sum, each) => sum + each, 0)
      adds.inc(of, Math.max(0, known - added))
      added = Math.max(added, known)
    })
    return event => {
      if (event._tag !== 'Ran') return
      ended += 1
      waited.observe(of, secondsOf(event.waitedMs ?? 0))
      worked.observe(of, secondsOf(event.durationMs))
      if (event.retryAfterMs !== undefined && resultOf(event).result === 'error') retries.inc(of)
    }
  }
}
