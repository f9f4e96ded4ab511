import type { ApiCall, CallAnswer } from '../../call/call.ts'
import type { ResourceType } from '../../objects/resourceType.ts'
import type { ClusterState } from '../../store/state.ts'
import { bind } from './bind.ts'
import { evict } from './evict.ts'
import { log } from './log.ts'

export interface PodSubresource {
  readonly name: string
  readonly verb: 'create' | 'get'
  readonly run: (state: ClusterState, call: ApiCall) => CallAnswer
}

/** The subresources that only Pods have. */
const podSubresources: readonly PodSubresource[] = [
  { name: 'binding', verb: 'create', run: bind },
  { name: 'eviction', verb: 'create', run: evict },
  { name: 'log', verb: 'get', run: log },
]

export const podSubresourceOf = ({ group, plural }: ResourceType, name: string): PodSubresource | undefined =>
  group === '' && plural === 'pods' ? podSubresources.find(one => one.name === name) : undefined
