import type { Applied } from '../cache/snapshot.ts'
import type { Controller, Refusal, Status } from '../controller/controller.ts'
import { equal } from '../json/equal.ts'
import { type Fields, isRecord } from '../json/fields.ts'
import { fingerprint } from '../json/fingerprint.ts'
import { statusDifference } from '../json/mergePatchBetween.ts'
import type { KubeObject } from '../kube/object.ts'
import type { StatusParts } from '../kube/ownership/statusParts.ts'
import { mergeStatus } from './conditions.ts'
import { targetOf } from './diffChild.ts'
import type { Effect } from './plan.ts'

/**
 * One write of the status, or none where it already says this. `desired` absent:
 * only `stalled` changes it. What the server left out of its answer (`applied`: a
 * field that its schema prunes) is not written again. `ours`: the parts of the status
 * that may be removed; absent: all.
 */
export const planStatus = <O extends KubeObject>(
  controller: Controller<O>,
  object: KubeObject,
  desired: Status | undefined,
  stalled: Refusal | undefined,
  nowMs: number,
  { ours, applied }: { readonly ours?: StatusParts | undefined; readonly applied?: Applied | undefined },
): readonly Effect[] => {
  if (controller.reports === false) return []
  const previous = previousStatus(object)
  const next = mergeStatus({
    desired,
    previous,
    generation: object.metadata.generation ?? 0,
    now: new Date(nowMs).toISOString().replace(/\.\d+Z$/, 'Z'),
    ...(stalled && { stalled }),
    ...(ours && { ours }),
  })
  const status = statusDifference(previous, next)
  if (status === undefined) return []
  const isAccepted =
    applied !== undefined &&
    applied.desired === fingerprintWithoutTimes(status) &&
    applied.accepted === fingerprint(previous)
  return isAccepted ? [] : [{ _tag: 'SetStatus', target: targetOf(object), status }]
}

/** The memory after the server's answer to a status write; `undefined`: the server kept everything. */
export const rememberStatus = (
  { status }: Extract<Effect, { _tag: 'SetStatus' }>,
  answer: KubeObject,
): Applied | undefined => {
  const taken = previousStatus(answer)
  const missing = untaken(status, taken ?? {})
  return missing === undefined
    ? undefined
    : { desired: fingerprintWithoutTimes(missing), next: 'accept', accepted: fingerprint(taken) }
}

/** The part of a merge patch that a value does not show. */
const untaken = (patch: Fields, value: Fields): Fields | undefined => {
  const missing = Object.entries(patch).flatMap(([field, wanted]): [string, unknown][] => {
    const present = value[field]
    if (wanted === null) return present === undefined ? [] : [[field, wanted]]
    if (!isRecord(wanted) || !isRecord(present)) return equal(wanted, present) ? [] : [[field, wanted]]
    const below = untaken(wanted, present)
    return below === undefined ? [] : [[field, below]]
  })
  return missing.length === 0 ? undefined : Object.fromEntries(missing)
}

/** Times tell nothing new: a condition that the server drops gets a new one each time. */
const fingerprintWithoutTimes = (patch: Fields): string =>
  fingerprint(
    JSON.parse(JSON.stringify(patch, (field, value: unknown) => (field === 'lastTransitionTime' ? undefined : value))),
  )

const previousStatus = (object: KubeObject): Readonly<Record<string, unknown>> | undefined => {
  const status: unknown = Reflect.get(object, 'status')
  return typeof status === 'object' && status !== null ? { ...status } : undefined
}
