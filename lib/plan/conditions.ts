import type { Condition, Status } from '../controller/controller.ts'
import type { Fields } from '../json/fields.ts'
import { isRecord } from '../json/fields.ts'
import type { StatusParts } from '../kube/ownership/statusParts.ts'
import { asText } from '../text/asText.ts'

/** The input of a status. */
export interface StatusInput {
  /** As the controller wants it. Absent: it leaves the status alone, and only `stalled` changes it. */
  readonly desired: Status | undefined
  /** As the server holds it. */
  readonly previous: Fields | undefined
  /** Generation of the object that `desired` was planned from. */
  readonly generation: number
  /** RFC 3339 in UTC, whole seconds. */
  readonly now: string
  /** What the controller itself has set of the status: no other part is removed. Absent: all. */
  readonly ours?: StatusParts
  /** Why nothing goes on until a user acts. */
  readonly stalled?: { readonly reason: string; readonly message: string }
}

/** The longest message that `metav1.Condition` allows. */
const LONGEST_MESSAGE = 32_768

/** Conditions which say that work goes on: the opposite of Stalled. */
const underWay = ['Progressing', 'Reconciling']

/**
 * The whole status to write, in the terms of kstatus.
 *
 * - `observedGeneration` is filled in, of the status and of each own condition.
 * - `lastTransitionTime` stays while the status of its condition does.
 * - `stalled` adds `Stalled` True, and `Ready` is False with the same reason. A
 *   `Progressing` or `Reconciling` that was True is False as well, for kstatus
 *   lets whichever comes first of Reconciling and Stalled win. Otherwise there is
 *   no `Stalled`, and a `Ready` that only repeated it goes too.
 * - Conditions of types that the controller does not set are kept as they are. So
 *   a controller always sets the same types: one it leaves out stays.
 *
 * - The status is shared: fields and conditions of other writers stay, at their places.
 *
 * Order: as it was, then what is new: the desired ones, Stalled. Merging a second time
 * changes nothing.
 */
export const mergeStatus = ({ desired, previous, generation, now, stalled, ours }: StatusInput): Fields => {
  const before = unique(conditionsOf(previous))
  const wanted =
    stalled === undefined ? (desired?.conditions ?? []) : halted(desired?.conditions ?? [], before, stalled)
  const own = unique(wanted).map(condition => stamp(condition, before, generation, now))
  const isOver = ({ type }: Fields) => type === 'Stalled' && (ours?.conditions?.includes(type) ?? true)
  const rest = before.filter(condition => isOwn(own, condition) || (!isOver(condition) && !isRetired(condition)))
  const kept = desired === undefined && stalled === undefined && before.some(isOver) ? withoutEcho(rest, before) : rest
  const touched = desired !== undefined || stalled !== undefined
  const { conditions: _old, ...fields } = desired ?? previous ?? {}
  // Each stays at its place: two controllers that put theirs first would move each other's for ever.
  const conditions = [
    ...kept.map(condition => own.find(({ type }) => type === condition.type) ?? condition),
    ...own.filter(condition => !isOwn(kept, condition)),
  ]
  return {
    ...(desired !== undefined && othersIn(previous, ours)),
    ...present(fields),
    ...(touched && { observedGeneration: generation }),
    ...(conditions.length > 0 && { conditions }),
  }
}

const isOwn = (own: readonly Fields[], { type }: Fields): boolean => own.some(each => each.type === type)

/** The fields of a status that other writers have set; none where it is not known who has set what. */
const othersIn = (previous: Fields | undefined, ours: StatusParts | undefined): Fields => {
  const { conditions: _conditions, observedGeneration: _observedGeneration, ...fields } = previous ?? {}
  const others = ours === undefined ? [] : Object.entries(fields).filter(([field]) => !ours.fields.includes(field))
  return Object.fromEntries(others)
}

/** Earlier versions set it. */
const isRetired = ({ type, reason }: Fields): boolean => type === 'Overruled' && reason === 'RewrittenOnWrite'

const halted = (
  desired: readonly Condition[],
  before: readonly Fields[],
  { reason, message }: { readonly reason: string; readonly message: string },
): readonly Condition[] => {
  const isDesired = (old: Fields) => desired.some(({ type }) => type === old.type)
  // One that an earlier merge stopped counts as well, or it would change its place.
  const stoppedBefore = (old: Fields) => old.reason === reason && old.message === truncated(message)
  const busy = [
    ...desired.filter(({ status }) => status === 'True'),
    ...before.filter(old => !isDesired(old) && (old.status === 'True' || stoppedBefore(old))),
  ].map(({ type }) => asText(type))
  const stopped = underWay.filter(type => busy.includes(type))
  const forced: readonly Condition[] = ['Ready', ...stopped].map(type => ({ type, status: 'False', reason, message }))
  const ofType = (type: string): Condition | undefined => forced.find(condition => condition.type === type)
  return [
    ...desired.filter(({ type }) => type !== 'Stalled').map(condition => ofType(condition.type) ?? condition),
    ...forced.filter(({ type }) => desired.every(condition => condition.type !== type)),
    { type: 'Stalled', status: 'True', reason, message },
  ]
}

/** When nothing is stalled any more and the controller has no say, what `halted` said must not stay. */
const withoutEcho = (rest: readonly Fields[], before: readonly Fields[]): readonly Fields[] => {
  const stalled = before.find(({ type }) => type === 'Stalled')
  if (stalled === undefined) return rest
  return rest.filter(
    ({ type, reason, message }) =>
      !['Ready', ...underWay].includes(asText(type)) || reason !== stalled.reason || message !== stalled.message,
  )
}

const stamp = (condition: Condition, before: readonly Fields[], generation: number, now: string): Fields => {
  const old = before.find(({ type }) => type === condition.type)
  const since = old?.status === condition.status ? old.lastTransitionTime : undefined
  return {
    ...condition,
    message: truncated(condition.message),
    observedGeneration: generation,
    lastTransitionTime: typeof since === 'string' ? since : now,
  }
}

const truncated = (message: string): string =>
  message.length <= LONGEST_MESSAGE
    ? message
    : `${message.slice(0, LONGEST_MESSAGE - 1).replace(/[\ud800-\udbff]$/, '')}…`

/** Other writers may have put anything there: only objects with a type count. */
const conditionsOf = (status: Fields | undefined): readonly Fields[] => {
  const conditions = status?.conditions
  return Array.isArray(conditions)
    ? conditions.filter((item): item is Fields => isRecord(item) && isText(item.type))
    : []
}

const unique = <C extends { readonly type?: unknown }>(conditions: readonly C[]): readonly C[] =>
  conditions.filter(({ type }, index) => conditions.findIndex(other => other.type === type) === index)

const present = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null))

const isText = (value: unknown): value is string => typeof value === 'string'
