import type { Controller } from '../../lib/controller/controller.ts'
import { canonical } from '../../lib/json/canonical.ts'
import { jsonDifferences } from '../../lib/json/jsonDifferences.ts'
import type { Key, KubeObject } from '../../lib/kube/object.ts'
import type { PlannedLine, Recording } from '../../lib/recording/recording.ts'
import { redactSecrets } from '../../lib/recording/redactSecrets.ts'
import { ReplayMismatch, replayLines } from './replay.ts'

export type Planned = PlannedLine['planned']

/** One plan that is not as it was. */
export interface PlanDifference {
  /** The line of the recording whose delivery led to it. */
  readonly line: number
  readonly key: Key
  /** Absent: only the replayed run plans here. */
  readonly recorded?: Planned
  /** Absent: only the recorded run planned here. */
  readonly replayed?: Planned
  /** `plan.effects[0].manifest.spec.replicas: 3 → 5`: recorded → replayed. */
  readonly differences: readonly string[]
}

export interface Comparison {
  /** Plans that were compared and are the same, byte for byte as canonical JSON, reasons included. */
  readonly same: number
  readonly different: readonly PlanDifference[]
  /** Why the replay had to stop: its run asked the world for something else than the recorded one. */
  readonly astray?: { readonly line: number; readonly message: string }
  /** Recorded plans that come after that. */
  readonly notCompared: number
}

/**
 * Would this version of a controller have done something else? Replays the
 * recording with it and compares plan by plan, turn by turn. What was recorded
 * after a difference answers the recorded plan, not the new one: the first
 * difference of a key is what counts, later ones may only follow from it.
 */
export const compareReplay = <O extends KubeObject>(controller: Controller<O>, recording: Recording): Comparison => {
  const before = recordedByTurn(recording)
  const after = new Map<number, Planned[]>()
  let astray: ReplayMismatch | undefined
  let broken: unknown
  replayLines(controller, recording).subscribe({
    next: ({ event, line }) => {
      if (event._tag !== 'Planned') return
      const { key, reasons, plan } = event
      append(after, line, { key, reasons, plan: { ...plan } })
    },
    error: error => {
      if (error instanceof ReplayMismatch) astray = error
      else broken = error
    },
  })
  if (broken !== undefined) throw broken

  const end = lastTurn(recording)
  const different: PlanDifference[] = []
  let same = 0
  let notCompared = 0
  for (const line of [...new Set([...before.keys(), ...after.keys()])].sort((a, b) => a - b)) {
    const recorded = before.get(line) ?? []
    const replayed = after.get(line) ?? []
    if (astray !== undefined && line >= astray.line) {
      notCompared += recorded.length
      continue
    }
    for (const [before, after] of pairs(recorded, replayed)) {
      // A writer that was killed, or a reader that left, may have missed the last plans of its last turn.
      if (before === undefined && line === end.line && !end.complete) continue
      const difference = compare(line, before, after)
      if (difference === undefined) same += 1
      else different.push(difference)
    }
  }
  return {
    same,
    different,
    notCompared,
    ...(astray && { astray: { line: astray.line, message: astray.message } }),
  }
}

/** The plans of one turn side by side: the first of a key with the first of that key, and so on. */
const pairs = (
  recorded: readonly Planned[],
  replayed: readonly Planned[],
): readonly (readonly [Planned | undefined, Planned | undefined])[] => {
  const left = [...replayed]
  const found = recorded.map(before => {
    const at = left.findIndex(({ key }) => key === before.key)
    return [before, at < 0 ? undefined : left.splice(at, 1)[0]] as const
  })
  return [...found, ...left.map(after => [undefined, after] as const)]
}

const compare = (line: number, recorded?: Planned, replayed?: Planned): PlanDifference | undefined => {
  const [before, after] = [redactSecrets(recorded), redactSecrets(replayed)]
  if (canonical(before) === canonical(after)) return undefined
  const found = jsonDifferences(before, after)
  return {
    line,
    key: recorded?.key ?? replayed?.key ?? '',
    ...(recorded && { recorded }),
    ...(replayed && { replayed }),
    differences: found,
  }
}

const recordedByTurn = ({ lines }: Recording): ReadonlyMap<number, Planned[]> => {
  const turns = new Map<number, Planned[]>()
  let turn = 1
  for (const [at, line] of lines.entries()) {
    if ('planned' in line) append(turns, turn, line.planned)
    else if (!('end' in line)) turn = at + 2
  }
  return turns
}

const lastTurn = ({ lines }: Recording): { readonly line: number; readonly complete: boolean } => {
  const last = lines.findLastIndex(line => !('planned' in line) && !('end' in line))
  const end = lines.at(-1)
  return { line: last + 2, complete: end !== undefined && 'end' in end && end.end === 'Completed' }
}

const append = (turns: Map<number, Planned[]>, line: number, planned: Planned): void => {
  const those = turns.get(line)
  if (those === undefined) turns.set(line, [planned])
  else those.push(planned)
}
