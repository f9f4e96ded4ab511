import type { Controller } from '../../../lib/controller/controller.ts'
import type { KubeObject } from '../../../lib/kube/object.ts'
import type { Webhooks } from '../../../lib/reviews/webhooks.ts'
import type { ClusterConnection } from '../connection/openCluster.ts'
import type { Log } from '../observability/log.ts'
import type { Metrics } from '../observability/metrics/metrics.ts'
import type { Leading } from './leadership.ts'
import type { RunFlags } from './runFlags.ts'

export interface ServingOptions {
  readonly controller: Controller<KubeObject>
  readonly webhooks: Webhooks
  readonly connection: ClusterConnection
  readonly leading: Leading
  readonly log: Log
  readonly flags: RunFlags
  readonly metrics: Metrics | undefined
}
