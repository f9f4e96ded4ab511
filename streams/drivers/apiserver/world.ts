import { handle } from '../../../lib/apiserver/handle.ts'
import type { ClusterState } from '../../../lib/apiserver/store/state.ts'
import type { ApiRequest, ApiResponse } from '../../../lib/apiserver/wire/request.ts'

/** The one variable of a running cluster: its present state. */
export interface EmbeddedWorld {
  readonly state: () => ClusterState
  /** One request to the model, answered at once. */
  readonly send: (request: ApiRequest) => ApiResponse
  readonly change: (step: (state: ClusterState) => ClusterState) => void
  /** `listener` is called after each change. */
  readonly onChange: (listener: () => void) => void
}

export const createWorld = (initial: ClusterState, now: () => number): EmbeddedWorld => {
  let current = initial
  const listeners: (() => void)[] = []
  const enter = (next: ClusterState): void => {
    if (next === current) return
    current = next
    for (const listener of listeners) listener()
  }
  return {
    state: () => current,
    send: request => {
      const { state, response } = handle(current, request, now())
      enter(state)
      return response
    },
    change: step => enter(step(current)),
    onChange: listener => {
      listeners.push(listener)
    },
  }
}
