import type { ApiFailure } from '../kube/failure.ts'
import type { Key } from '../kube/object.ts'
import { type FaultPlace, faultyPlace, isLasting, isPassing, placesOf, type VerbOnKind } from './verbOnKind.ts'

/** A verb on a kind that fails, whatever the object. */
export interface Fault {
  readonly place: FaultPlace
  /** The latest answer. */
  readonly failure: ApiFailure
  /** In ms since the epoch. */
  readonly sinceMs: number
  /** When one of the keys that wait asks again, in ms since the epoch. */
  readonly probeAtMs: number
  readonly waiting: ReadonlySet<Key>
}

interface OpenFault extends Fault {
  failure: ApiFailure
  probeAtMs: number
  /** First those that have not asked themselves. */
  waiting: Set<Key>
  readonly asked: Set<Key>
  /** Asks for all that wait. */
  probe?: Key | undefined
  /** The owners of the keys that wait have been told. */
  isTold: boolean
  /** Changes from outside that may still be tried at once, as of `changesMs`. */
  changes: number
  changesMs: number
}

/** How a place fared: a key that fails where others succeed is itself to blame. */
interface Fared {
  successes: number
  /** By key, the successes at the time of its last failure. */
  readonly failed: Map<Key, number>
}

export interface FaultMemory {
  readonly open: ReadonlyMap<FaultPlace, Fault>
  /** A run of the key begins: meanwhile it is not chosen to ask for others. */
  readonly began: (key: Key) => void
  /** Why a request of the key is not sent; the key then waits. `isChange`: an outside change asks for it, which is tried at once. */
  readonly heldBy: (access: VerbOnKind, key: Key, isChange: boolean, nowMs: number) => ApiFailure | undefined
  /** The answer to a request of the key. Returns the failure as what it is found to be, and the keys that may go on. */
  readonly answered: (access: VerbOnKind, key: Key, failure: ApiFailure | undefined, nowMs: number) => Answered
  /** The run of the key ended. Returns the faults that nobody waits for any more. */
  readonly ended: (key: Key, how: Ended, nowMs: number) => readonly FaultPlace[]
  /** The keys that are to ask now for all others, and those whose owners are now to be told. */
  readonly due: (nowMs: number) => readonly Key[]
  /** When `due` is to be asked next, in ms since the epoch. */
  readonly nextMs: () => number | undefined
}

export interface Ended {
  /** Nothing of the key is left to be tried again. */
  readonly isWell: boolean
  /** It tried all of its plan, and did not only report an earlier failure. */
  readonly hasTried: boolean
}

export interface Answered {
  readonly failure?: ApiFailure
  /** Keys that waited for a place that works again. */
  readonly released: readonly Key[]
  /** The fault that this answer was the first of. */
  readonly began?: Fault
  /** The places that were at fault until now. */
  readonly ended: readonly FaultPlace[]
}

/** Probes follow each other after half the age of the fault, within these bounds. */
const soonestProbeMs = 100
const latestProbeMs = 30_000
/** A server may ask for a longer silence. */
const longestSilenceMs = 1_000_000
/** A fault that does not pass by itself is told to the owners at this age. */
const tellAfterMs = 30_000
/** Changes from outside that are tried at once, at a place that is known to be at fault; one more each second. */
const mostChanges = 20

const first = (keys: Iterable<Key>, holds: (key: Key) => boolean): Key | undefined => {
  for (const key of keys) if (holds(key)) return key
  return undefined
}

/**
 * What is known of faults that no object is to blame for. Any answer but such a fault shows
 * that the place works. Pure but for its own memory: the caller gives the time.
 */
export const faultMemory = (): FaultMemory => {
  const open = new Map<FaultPlace, OpenFault>()
  const fared = new Map<FaultPlace, Fared>()
  const running = new Set<Key>()

  const opened = (place: FaultPlace, failure: ApiFailure, nowMs: number): OpenFault => {
    const known = open.get(place)
    if (known) return known
    const fault: OpenFault = {
      place,
      failure,
      sinceMs: nowMs,
      probeAtMs: nowMs,
      waiting: new Set(),
      asked: new Set(),
      isTold: isLasting(failure) || isPassing(failure),
      changes: mostChanges,
      changesMs: nowMs,
    }
    open.set(place, fault)
    return fault
  }

  const isLastingNow = ({ failure, sinceMs }: Fault, nowMs: number): boolean =>
    isLasting(failure) || (!isPassing(failure) && nowMs - sinceMs >= tellAfterMs)

  const failed = (place: FaultPlace, key: Key, failure: ApiFailure, nowMs: number): ApiFailure => {
    const memory = fared.get(place) ?? { successes: 0, failed: new Map<Key, number>() }
    fared.set(place, memory)
    const successesThen = memory.failed.get(key)
    memory.failed.set(key, memory.successes)
    if (successesThen !== undefined && successesThen < memory.successes) return failure
    const fault = opened(place, failure, nowMs)
    const ageMs = nowMs - fault.sinceMs
    const askedMs = failure._tag === 'Status' ? (failure.retryAfterMs ?? 0) : 0
    const pauseMs = Math.min(latestProbeMs, Math.max(soonestProbeMs, ageMs / 2))
    fault.failure = failure
    fault.probeAtMs = nowMs + Math.max(pauseMs, Math.min(askedMs, longestSilenceMs))
    fault.waiting.delete(key)
    fault.waiting.add(key)
    fault.asked.add(key)
    return { ...failure, fault: { isHeld: false, isLasting: isLastingNow(fault, nowMs) } }
  }

  const worked = (place: FaultPlace, key: Key): readonly Key[] => {
    const memory = fared.get(place)
    if (memory) {
      memory.successes += 1
      memory.failed.delete(key)
    }
    const fault = open.get(place)
    open.delete(place)
    forget(place)
    return fault ? [...fault.waiting] : []
  }

  const forget = (place: FaultPlace): void => {
    if (!open.has(place) && fared.get(place)?.failed.size === 0) fared.delete(place)
  }

  const takesChange = (fault: OpenFault, nowMs: number): boolean => {
    fault.changes = Math.min(mostChanges, fault.changes + Math.max(0, nowMs - fault.changesMs) / 1000)
    fault.changesMs = nowMs
    if (fault.changes < 1) return false
    fault.changes -= 1
    return true
  }

  const mayProbe = ({ waiting }: OpenFault): boolean => first(waiting, key => !running.has(key)) !== undefined

  return {
    open,
    began: key => {
      running.add(key)
    },
    heldBy: (access, key, isChange, nowMs) => {
      const faults = placesOf(access).flatMap(place => open.get(place) ?? [])
      const fault = faults.find(each => each.probe !== key && !(isChange && takesChange(each, nowMs)))
      if (fault === undefined) return undefined
      fault.waiting.add(key)
      const { retryAfterMs: _, ...failure } = { retryAfterMs: undefined, ...fault.failure }
      return { ...failure, fault: { isHeld: true, isLasting: isLastingNow(fault, nowMs) } }
    },
    answered: (access, key, failure, nowMs) => {
      const [everywhere, here] = placesOf(access)
      const place = failure && faultyPlace(access, failure)
      const works = place === undefined ? [everywhere, here] : place === here ? [everywhere] : []
      const ended = works.filter(each => open.has(each))
      const released = works.flatMap(each => worked(each, key))
      if (failure === undefined || place === undefined) return { ...(failure && { failure }), released, ended }
      const isKnown = open.has(place)
      const found = failed(place, key, failure, nowMs)
      const fault = isKnown ? undefined : open.get(place)
      return { failure: found, released, ended, ...(fault && { began: fault }) }
    },
    ended: (key, { isWell, hasTried }, nowMs) => {
      running.delete(key)
      for (const fault of open.values()) {
        const isProbe = fault.probe === key && hasTried
        // It did not come to ask, so another key does.
        const isUnasked = isProbe && fault.probeAtMs <= nowMs
        if (isProbe) fault.probe = undefined
        if (isWell || isUnasked) {
          fault.waiting.delete(key)
          fault.asked.delete(key)
        }
      }
      const idle = [...open.values()].filter(({ waiting, probe }) => waiting.size === 0 && probe === undefined)
      for (const { place } of idle) open.delete(place)
      for (const [place, { failed: keys }] of isWell ? fared : []) {
        keys.delete(key)
        forget(place)
      }
      return idle.map(({ place }) => place)
    },
    due: nowMs => {
      const keys = new Set<Key>()
      for (const fault of open.values()) {
        if (!fault.isTold && nowMs - fault.sinceMs >= tellAfterMs) {
          fault.isTold = true
          for (const key of fault.waiting) keys.add(key)
        }
        if (fault.probe !== undefined || fault.probeAtMs > nowMs) continue
        const probe =
          first(fault.waiting, key => !running.has(key) && !fault.asked.has(key)) ??
          first(fault.waiting, key => !running.has(key))
        if (probe === undefined) continue
        fault.probe = probe
        keys.add(probe)
      }
      return [...keys]
    },
    nextMs: () => {
      const times = [...open.values()].flatMap(fault => [
        ...(fault.probe === undefined && mayProbe(fault) ? [fault.probeAtMs] : []),
        ...(fault.isTold ? [] : [fault.sinceMs + tellAfterMs]),
      ])
      return times.length === 0 ? undefined : Math.min(...times)
    },
  }
}
