import { requestBuckets } from './buckets.ts'
import type { Instruments } from './instruments.ts'
import { secondsOf } from './reconcileMetrics.ts'

/** One review that was answered. */
export interface ObservedReview {
  /** The path of the handler; any other path counts as `unknown`. */
  readonly path: string
  /** The HTTP status. */
  readonly code: number
  readonly durationMs: number
}

export interface WebhookMetrics {
  readonly observe: (review: ObservedReview) => void
  /** The number of reviews under way; called at each scrape. */
  readonly serving: (inFlight: () => number) => void
}

/** controller-runtime's metrics of webhooks, under its names. `paths`: all that are served. */
export const webhookMetrics = ({
  counter,
  gauge,
  histogram,
  onScrape,
}: Instruments): ((paths: readonly string[]) => WebhookMetrics) => {
  const prefix = 'controller_runtime_webhook'
  const latency = histogram(
    `${prefix}_latency_seconds`,
    'Histogram of the latency of processing admission requests',
    requestBuckets,
    ['webhook'],
  )
  const total = counter(`${prefix}_requests_total`, 'Total number of admission requests by HTTP status code', [
    'webhook',
    'code',
  ])
  const underWay = gauge(`${prefix}_requests_in_flight`, 'Current number of admission requests being served')

  return paths => {
    for (const webhook of paths) {
      latency.zero({ webhook })
      for (const code of ['200', '500']) total.inc({ webhook, code }, 0)
    }
    return {
      observe: ({ path, code, durationMs }) => {
        const webhook = paths.includes(path) ? path : 'unknown'
        latency.observe({ webhook }, secondsOf(durationMs))
        total.inc({ webhook, code: String(code) })
      },
      serving: inFlight => onScrape(() => underWay.set(inFlight())),
    }
  }
}
