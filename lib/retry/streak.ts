import { fingerprint } from '../json/fingerprint.ts'
import { describeRef } from '../kube/object.ts'
import { fingerprintOn } from '../kube/ownership/claim.ts'
import { writtenBy } from '../plan/effectWords.ts'
import type { Effect } from '../plan/plan.ts'
import { isOutside, type Reason } from '../plan/trigger.ts'

/** The writes of a key that nothing but its own children, or other writers of them, asked for, run after run. */
export interface Streak {
  /** Of the watched object. Another one: a user changed it, and the streak is over. */
  readonly generation?: number
  /** By what was written, the latest last. */
  readonly writes: ReadonlyMap<string, Repeated>
}

interface Repeated {
  readonly times: number
  /** The last time, in ms since the epoch. */
  readonly atMs: number
  /** Whether there was something to write it over. */
  readonly isChange: boolean
  /** The fingerprint of what was written the last time, … */
  readonly wish: string
  /** … and whether it was the same the time before. */
  readonly isSame: boolean
}

/** A run, as far as it shows whether the key only follows itself. */
export interface Round {
  readonly reasons: readonly Reason[]
  /** Effects that were written. */
  readonly effects: readonly Effect[]
  /** Of the watched object; absent where its kind has none. */
  readonly generation?: number
  readonly watchedKind: string
  /** Changes of these may follow from own writes. */
  readonly ownedKinds: readonly string[]
}

/** A key that goes round and round, and what it writes. */
export interface HotLoop {
  /** `Deployment demo/web`. */
  readonly object: string
  readonly kind: string
  /** `Overwritten`: the same was written again, so another writer undoes it. `Differs`: each plan wanted something else. */
  readonly why: 'Overwritten' | 'Differs'
}

/** Statuses differ with each step of a rollout, so only the latest are compared. */
const mostWrites = 50
/** Who wants something else more slowly than this goes through steps, and not round and round, in ms. */
const stepMs = 1000

/** The streak after a run that wrote. `restedMs`: how long the key had to rest before it, which is no time that it took itself. */
export const continued = (before: Streak | undefined, round: Round, nowMs: number, restedMs = 0): Streak => {
  const { effects, generation } = round
  const writes = new Map(isAsked(before, round) ? [] : before?.writes)
  // A run may write an object twice, to find out what its status may say: the last time counts.
  const written = new Map(effects.map(effect => [writtenOf(effect)?.id, effect]))
  for (const effect of written.values()) {
    const { id, wish } = writtenOf(effect) ?? {}
    if (id === undefined || wish === undefined) continue
    const known = writes.get(id)
    const isSame = known?.wish === wish
    const times = known && (isSame || nowMs - known.atMs - restedMs < stepMs) ? known.times + 1 : 1
    writes.delete(id)
    writes.set(id, { times, atMs: nowMs, isChange: effect._tag !== 'Create', wish, isSame })
  }
  for (const id of [...writes.keys()].slice(0, -mostWrites)) writes.delete(id)
  return { ...(generation !== undefined && { generation }), writes }
}

/** How often the most repeated write was made. */
export const timesIn = ({ writes }: Streak): number => Math.max(0, ...[...writes.values()].map(({ times }) => times))

/** Whether the streak may go on after a look that found nothing to do: another writer may take its time. */
export const mayGoOn = ({ writes }: Streak): boolean =>
  [...writes.values()].some(({ times, isChange }) => isChange || times > 1)

/** The most repeated write. */
export const hotLoopOf = ({ writes }: Streak): HotLoop | undefined => {
  const [id, most] = [...writes].reduce<[string, Repeated | undefined]>(
    (found, [each, repeated]) => (repeated.times > (found[1]?.times ?? 0) ? [each, repeated] : found),
    ['', undefined],
  )
  if (most === undefined) return undefined
  const [object = ''] = id.split('#')
  return { object, kind: object.split(' ')[0] ?? '', why: most.isSame ? 'Overwritten' : 'Differs' }
}

/** Whether a change from outside asked for the run: of the watched object, of another one that is read, or of time. */
const isAsked = (before: Streak | undefined, { reasons, generation, watchedKind, ownedKinds }: Round): boolean =>
  (generation !== undefined && before?.generation !== generation) ||
  reasons.some(reason => {
    if (!('kind' in reason)) return isOutside(reason)
    const isStatus = reason.kind === watchedKind && generation !== undefined
    return !isStatus && !ownedKinds.includes(reason.kind)
  })

/** `id`: what is written over and over where it is written again. A status is something else each time its content is. */
const writtenOf = (effect: Effect): { readonly id: string; readonly wish: string } | undefined => {
  const object = describeRef(writtenBy(effect))
  switch (effect._tag) {
    case 'Create':
    case 'Apply':
    case 'Overwrite':
      return { id: object, wish: fingerprintOn(effect.manifest) ?? '' }
    case 'Delete':
    case 'Release':
      return { id: object, wish: 'absent' }
    case 'AddFinalizer':
      return { id: `${object}#finalizers`, wish: effect.finalizers.join() }
    case 'SetStatus': {
      const wish = fingerprint(effect.status)
      return { id: `${object}#${wish}`, wish }
    }
    case 'RemoveFinalizer':
    case 'Call':
      return undefined
  }
}
