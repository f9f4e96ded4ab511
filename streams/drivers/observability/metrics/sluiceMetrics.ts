import { createCache } from '../../../../lib/cache/cache.ts'
import { hotFieldsOf } from '../../../../lib/events/hotLoopWords.ts'
import type { Health } from '../../../../lib/kube/watchEvent.ts'
import { effectTags } from '../../../../lib/plan/effectWords.ts'
import { isChange } from '../../../../lib/plan/trigger.ts'
import { latencyBuckets } from './buckets.ts'
import type { ControllerPart } from './controllerPart.ts'
import type { Instruments } from './instruments.ts'
import { secondsOf } from './reconcileMetrics.ts'

/** The metrics that other runtimes do not have. */
export const sluiceMetrics = ({ counter, gauge, histogram, onScrape }: Instruments): ControllerPart => {
  const by = ['controller'] as const
  const effects = counter('sluice_effects_total', 'Effects of plans by kind, and whether they were written', [
    ...by,
    'effect',
    'outcome',
  ])
  const parked = gauge('sluice_parked_keys', 'Objects that failed too often in a row and are only retried slowly', by)
  const hot = counter('sluice_hot_loops_total', 'Objects found to be written over and over, each time it began', by)
  const hotFields = counter(
    'sluice_hot_loop_fields_total',
    'What was found to be written over and over, by kind and field; the log names the object',
    [...by, 'kind', 'field'],
  )
  const faults = gauge(
    'sluice_faults',
    'Verbs on kinds that fail whatever the object: keys that need them wait, and one of them asks for all',
    by,
  )
  const watches = gauge('sluice_watch_state', 'Which of its states each watch is in: 1 for that, 0 for the others', [
    ...by,
    'feed',
    'state',
  ])
  const objects = gauge('sluice_snapshot_objects', 'Objects that are kept in memory, by kind', [...by, 'kind'])
  const planned = histogram(
    'sluice_event_to_plan_seconds',
    'From the oldest event that a plan answers until it was made',
    latencyBuckets,
    by,
  )
  const wrote = histogram(
    'sluice_event_to_write_seconds',
    'From the oldest event that a plan answers until its first write was answered',
    latencyBuckets,
    by,
  )

  return (declared, numbers) => {
    const { name: controller } = declared
    const of = { controller }
    const { feeds } = createCache(declared)
    for (const effect of effectTags) {
      for (const outcome of ['success', 'error']) effects.inc({ controller, effect, outcome }, 0)
    }
    hot.inc(of, 0)
    for (const { resource } of declared.owns) hotFields.inc({ controller, kind: resource.kind, field: '' }, 0)
    planned.zero(of)
    wrote.zero(of)
    const show = (feed: string, now: Health['_tag'] | undefined): void => {
      for (const tag of watchTags) watches.set({ controller, feed, state: tag.toLowerCase() }, tag === now ? 1 : 0)
    }
    for (const { name } of feeds) show(name, undefined)
    const kinds = new Set(feeds.map(({ resource }) => resource.kind))
    onScrape(() => {
      const live = numbers()
      parked.set(of, live?.parked() ?? 0)
      faults.set(of, live?.faults().length ?? 0)
      const kept = live?.objects()
      for (const kind of kinds) objects.set({ controller, kind }, kept?.get(kind) ?? 0)
    })

    return event => {
      switch (event._tag) {
        case 'Watch':
          return show(event.feed, event.health._tag)
        case 'Effected':
          return effects.inc({ controller, effect: event.effect._tag, outcome: 'success' })
        case 'Ran': {
          const { outcome, became, loop, reasons, plannedAfterMs, wroteAfterMs } = event
          if (outcome._tag === 'Failed' && outcome.effect !== undefined)
            effects.inc({ controller, effect: outcome.effect._tag, outcome: 'error' })
          if (became === 'hot') hot.inc(of)
          if (loop) {
            for (const field of hotFieldsOf(loop, event.changes))
              hotFields.inc({ controller, kind: loop.kind, field: fewParts(field) })
          }
          if (!reasons.some(isChange)) return
          if (plannedAfterMs !== undefined) planned.observe(of, secondsOf(plannedAfterMs))
          if (wroteAfterMs !== undefined) wrote.observe(of, secondsOf(wroteAfterMs))
        }
      }
    }
  }
}

/** Deeper parts are names that users choose: a metric must not have a series for each. */
const fewParts = (field: string): string => field.split('.').slice(0, 3).join('.')

/** A record, so that the compiler finds a state that is missing. */
const watchStates: { readonly [tag in Health['_tag']]: true } = {
  Listing: true,
  Streaming: true,
  Watching: true,
  Resuming: true,
}
const watchTags = Object.keys(watchStates)
