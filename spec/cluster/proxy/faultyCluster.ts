import type { Cluster } from '../../../streams/drivers/apiserver/index.ts'

/** An API server that misfortunes can be made to happen to. The embedded cluster is one; `faultProxy` makes one of any. */
export interface FaultyCluster
  extends Pick<
    Cluster,
    'url' | 'ca' | 'token' | 'requests' | 'interfere' | 'dropWatches' | 'pause' | 'resume' | 'stop'
  > {
  /** Forgets the history: watches from before get 410. */
  readonly compact: () => Promise<void>
}
