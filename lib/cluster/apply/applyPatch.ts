import type { Answer, Call } from '../call.ts'
import type { ClusterState } from '../state.ts'
import { refuse, unsupportedMediaType } from '../status.ts'

export const applyPatch = (_state: ClusterState, _call: Call): Answer => refuse(unsupportedMediaType([]))
