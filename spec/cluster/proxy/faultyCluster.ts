import type { Cluster } from '../../../streams/drivers/apiserver/index.ts'

/** An API server that fails on demand. The embedded cluster is one; `faultProxy` makes one of any API server. */
export interface FaultyCluster
  extends Pick<
    Cluster,
    'url' | 'ca' | 'token' | 'requests' | 'interfere' | 'dropWatches' | 'pause' | 'resume' | 'stop'
  > {
  /** Drops the history, so that watches from an earlier version get 410. */
  readonly compact: () => Promise<void>
}
