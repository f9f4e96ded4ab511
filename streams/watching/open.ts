import type { KubeObject } from '../../lib/kube/object.ts'
import { healthOf } from './health.ts'
import type { Settings } from './options.ts'
import type { Connection, Listing, State, Streaming, WatchMemory, WatchMoment, WatchTurn } from './state.ts'

/** Sends the request of a state. An initial request has no resourceVersion, a resumed one has. */
export const openConnection = <O extends KubeObject>(
  { timeoutSeconds: [least, most] }: Settings,
  state: State<O>,
  { nowMs, random }: WatchMoment,
  emissions: WatchTurn<O>['emissions'] = [],
): WatchTurn<O> => {
  const timeoutSeconds = least + Math.floor(random * (most - least + 1))
  const connection: Connection = {
    openedMs: nowMs,
    endsMs: nowMs + timeoutSeconds * 1000,
    heardMs: nowMs,
    moved: false,
    doubt: 'None',
  }
  switch (state._tag) {
    case 'Listing': {
      const more = state.continue === undefined ? {} : { continue: state.continue }
      const { parts: _, ...whole } = state
      return { state: { ...whole, connection }, emissions, command: { _tag: 'List', ...more } }
    }
    case 'Streaming':
      return { state: { ...state, connection }, emissions, command: { _tag: 'Watch', timeoutSeconds } }
    case 'Watching':
    case 'Resuming': {
      const { resourceVersion } = state
      return { state: { ...state, connection }, emissions, command: { _tag: 'Watch', resourceVersion, timeoutSeconds } }
    }
  }
}

/** Before an initial request. What was received is forgotten; what was published stays true until the next `Listed`. */
export const afresh = <O extends KubeObject>(
  { health, relisted, streams, bookmarks }: WatchMemory,
  moment: WatchMoment,
): Listing<O> | Streaming<O> => {
  const _tag = streams ? 'Streaming' : 'Listing'
  const memory: WatchMemory = { health: healthOf(_tag, health, moment, health), relisted, streams, bookmarks }
  return streams ? { ...memory, _tag: 'Streaming' } : { ...memory, _tag: 'Listing', pages: [] }
}

export const unchanged = <O extends KubeObject>(state: State<O>): WatchTurn<O> => ({
  state,
  emissions: [],
  command: { _tag: 'Keep' },
})
