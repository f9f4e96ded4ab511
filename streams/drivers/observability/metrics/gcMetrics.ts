import { constants, PerformanceObserver } from 'node:perf_hooks'
import * as t from 'io-ts'
import type { Instruments } from './instruments.ts'

const kinds: ReadonlyMap<number, string> = new Map([
  [constants.NODE_PERFORMANCE_GC_MAJOR, 'major'],
  [constants.NODE_PERFORMANCE_GC_MINOR, 'minor'],
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL, 'incremental'],
  [constants.NODE_PERFORMANCE_GC_WEAKCB, 'weakcb'],
])

const Detail = t.type({ kind: t.number })

/** Measures garbage collection by its kind. Returns the function that ends the measuring. */
export const gcMetrics = ({ histogram }: Instruments): (() => void) => {
  const buckets = [0.001, 0.01, 0.1, 1, 2, 5]
  const help = 'Garbage collection duration by kind, one of major, minor, incremental or weakcb.'
  const duration = histogram('nodejs_gc_duration_seconds', help, buckets, ['kind'])
  for (const kind of kinds.values()) duration.zero({ kind })
  const observer = new PerformanceObserver(list => {
    for (const entry of list.getEntries()) {
      const detail: unknown = 'detail' in entry ? entry.detail : undefined
      const kind = Detail.is(detail) ? kinds.get(detail.kind) : undefined
      if (kind !== undefined) duration.observe({ kind }, entry.duration / 1000)
    }
  })
  observer.observe({ entryTypes: ['gc'] })
  return () => observer.disconnect()
}
