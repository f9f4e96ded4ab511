import type { KubeObject } from '../../lib/kube/object.ts'
import { connectionFailed, lost } from './failed.ts'
import { recovered } from './health.ts'
import { readLine } from './line.ts'
import { afresh, openConnection, unchanged } from './open.ts'
import { pageReceived, partReceived, received } from './received.ts'
import type { State, WatchInput, WatchMoment, WatchTurn } from './state.ts'
import type { Task } from './task.ts'

export const start = <O extends KubeObject>({ settings }: Task<O>, moment: WatchMoment): WatchTurn<O> => {
  const streams = settings.streamingList
  const health = { _tag: streams ? 'Streaming' : 'Listing', sinceMs: moment.nowMs, attempts: 0 } as const
  return openConnection(settings, afresh({ health, relisted: false, streams, bookmarks: false }, moment), moment)
}

/** List and watch as a pure machine. It never ends: any input in any state leads on. */
export const watchStep = <O extends KubeObject>(
  task: Task<O>,
  state: State<O>,
  input: WatchInput,
  moment: WatchMoment,
): WatchTurn<O> => {
  const { connection } = state
  if (connection === undefined)
    return input._tag === 'Waited' ? openConnection(task.settings, state, moment) : unchanged(state)
  switch (input._tag) {
    case 'Waited':
      return unchanged(state)
    case 'Part':
      return state._tag === 'Listing' ? partReceived(task, state, connection, input.items, moment) : unchanged(state)
    case 'Page':
      return state._tag === 'Listing' ? pageReceived(task, state, input.page, moment) : unchanged(state)
    case 'Line':
      return state._tag === 'Listing'
        ? unchanged(state)
        : received(task, state, connection, readLine(task, input.text, state._tag === 'Streaming'), moment)
    case 'Failed':
      return connectionFailed(task, state, input.failure, moment)
    case 'Ended':
      return ended(task, state, moment)
    case 'Tick':
      return tick(task, state, moment)
  }
}

/** A clean end resumes at once, unless the server does nothing else. */
const ended = <O extends KubeObject>(task: Task<O>, state: State<O>, moment: WatchMoment): WatchTurn<O> => {
  const { connection } = state
  if (connection === undefined) return unchanged(state)
  if (state._tag === 'Listing' || state._tag === 'Streaming') {
    return connectionFailed(task, state, lost('the server ended the list before it was complete'), moment)
  }
  const lived = moment.nowMs - connection.openedMs
  if (lived < 1000 && !connection.moved)
    return connectionFailed(task, state, lost('the server ends each watch at once'), moment)
  const rested = lived >= task.settings.healthyAfterMs ? recovered(state, moment) : state
  return openConnection(task.settings, connection.doubt === 'Passed' ? afresh(rested, moment) : rested, moment)
}

const tick = <O extends KubeObject>(task: Task<O>, state: State<O>, moment: WatchMoment): WatchTurn<O> => {
  const { settings } = task
  const { connection } = state
  if (connection === undefined) return unchanged(state)
  const silentMs = moment.nowMs - connection.heardMs
  const silence = `for ${Math.floor(silentMs / 1000)} s`
  if (state._tag === 'Listing') {
    return silentMs < settings.initialMs
      ? unchanged(state)
      : connectionFailed(task, state, lost(`no answer ${silence}`), moment)
  }
  if (state._tag === 'Streaming') {
    // A server that is too old for WatchList takes the request for an ordinary watch, and never sends the end.
    return silentMs < settings.initialMs
      ? unchanged(state)
      : connectionFailed(task, { ...state, streams: false }, lost(`no end of the initial events ${silence}`), moment)
  }
  const late = moment.nowMs >= connection.endsMs + settings.graceMs
  const dead = state.bookmarks && silentMs >= settings.idleMs
  if (late || dead)
    return connectionFailed(task, state, lost(`no line, and no end of the connection, ${silence}`), moment)
  const healthy = state._tag === 'Watching' && connection.heardMs - connection.openedMs >= settings.healthyAfterMs
  return unchanged(healthy ? recovered(state, moment) : state)
}
