import { certificateMetrics } from './certificateMetrics.ts'
import { controllerMetrics } from './controllerMetrics.ts'
import { instruments } from './instruments.ts'
import { leaderMetrics } from './leaderMetrics.ts'
import { processMetrics } from './processMetrics.ts'
import { requestMetrics } from './requestMetrics.ts'
import { webhookMetrics } from './webhookMetrics.ts'

export interface MetricsOptions {
  /** Adds metrics of the process: CPU, memory, garbage collection, event loop. Default true. */
  readonly process?: boolean
  /** The clock of the runs, in ms since the epoch. Default: real time. */
  readonly nowMs?: () => number
}

export type Metrics = ReturnType<typeof createMetrics>

/**
 * Metrics for Prometheus, in a registry of their own. Only what is declared has series.
 *
 *     const metrics = createMetrics()
 *     const { live, observe } = metrics.controller(tenants)
 *     run(tenants, sources, { live }).pipe(tap(observe))
 *     openCluster({ observe: metrics.request })
 */
export const createMetrics = ({ process = true, nowMs = Date.now }: MetricsOptions = {}) => {
  const made = instruments()
  const end = process ? processMetrics(made) : undefined
  return {
    /** Declares a controller, once, before it runs. */
    controller: controllerMetrics(made, nowMs),
    /** Counts one request to the API server. */
    request: requestMetrics(made),
    /** Declares the lease of this name, and the function that returns whether this process holds it. */
    leading: leaderMetrics(made),
    /** Declares the paths of webhooks. */
    webhooks: webhookMetrics(made),
    /** Declares a certificate by its purpose: `webhooks`. */
    certificate: certificateMetrics(made),
    /** All metrics in the exposition format, version 0.0.4. */
    text: made.text,
    contentType: made.registry.contentType,
    /** Ends the measuring of the process. */
    close: (): void => end?.(),
  }
}
