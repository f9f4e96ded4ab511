import { certificateMetrics } from './certificateMetrics.ts'
import { controllerMetrics } from './controllerMetrics.ts'
import { instruments } from './instruments.ts'
import { leaderMetrics } from './leaderMetrics.ts'
import { processMetrics } from './processMetrics.ts'
import { requestMetrics } from './requestMetrics.ts'
import { webhookMetrics } from './webhookMetrics.ts'

export interface MetricsOptions {
  /** Of the process as well: CPU, memory, garbage collection, event loop. Default true. */
  readonly process?: boolean
  /** The clock of the runs, in ms since the epoch. Default: the real one. */
  readonly nowMs?: () => number
}

export type Metrics = ReturnType<typeof createMetrics>

/**
 * Metrics for Prometheus, in a registry of their own. What is not declared has no series.
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
    /** One request to the API server. */
    request: requestMetrics(made),
    /** Declares the lease of this name, and who says whether this process holds it. */
    leading: leaderMetrics(made),
    /** Declares the paths of webhooks. */
    webhooks: webhookMetrics(made),
    /** Declares a certificate by the name of what it is for: `webhooks`. */
    certificate: certificateMetrics(made),
    /** The exposition format, version 0.0.4. */
    text: made.text,
    contentType: made.registry.contentType,
    /** Ends the measuring of the process. */
    close: (): void => end?.(),
  }
}
