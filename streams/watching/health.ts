import type { Health } from '../../lib/kube/watchEvent.ts'
import type { Connection, Resuming, State, Watching, WatchMemory, WatchMoment } from './state.ts'

/** The same value while nothing changes, so that a change of reference is a change of health. */
export const healthOf = (
  _tag: Health['_tag'],
  last: Health,
  { nowMs }: WatchMoment,
  { attempts, problem, isLasting }: Pick<Health, 'attempts' | 'problem' | 'isLasting'>,
): Health => {
  if (last._tag === _tag && last.problem === problem && last.attempts === attempts) return last
  const same = last._tag === _tag && (last.problem === undefined) === (problem === undefined)
  const sinceMs = same ? last.sinceMs : nowMs
  return { _tag, sinceMs, attempts, ...(problem !== undefined && { problem }), ...(isLasting && { isLasting }) }
}

/** A complete list or a line came: no problem any more, though the backoff remembers until a healthy time has passed. */
export const watching = (
  { health, relisted, streams, bookmarks }: WatchMemory,
  connection: Connection | undefined,
  resourceVersion: string,
  moment: WatchMoment,
): Watching => ({
  _tag: 'Watching',
  health: healthOf('Watching', health, moment, { attempts: health.attempts }),
  relisted,
  streams,
  bookmarks,
  ...(connection !== undefined && { connection }),
  resourceVersion,
})

export const resuming = ({ health, relisted, streams, bookmarks, resourceVersion }: Watching | Resuming): Resuming => ({
  _tag: 'Resuming',
  health,
  relisted,
  streams,
  bookmarks,
  resourceVersion,
})

/** A healthy time has passed: the next failure is a first one again. */
export const recovered = <S extends State<never> | WatchMemory>(state: S, moment: WatchMoment): S =>
  state.health.attempts === 0 && !state.relisted
    ? state
    : {
        ...state,
        relisted: false,
        health: healthOf(state.health._tag, state.health, moment, { ...state.health, attempts: 0 }),
      }
