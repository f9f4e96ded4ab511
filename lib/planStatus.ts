import { mergeStatus } from './conditions.ts'
import type { Controller, Refusal, Status } from './controller.ts'
import { targetOf } from './diffChild.ts'
import type { KubeObject } from './object.ts'
import type { Effect } from './plan.ts'
import { statusDifference } from './statusDifference.ts'

/** One write of the status, or none where it already says this. `desired` absent: only `stalled` changes it. */
export const planStatus = <O extends KubeObject>(
  controller: Controller<O>,
  object: KubeObject,
  desired: Status | undefined,
  stalled: Refusal | undefined,
  nowMs: number,
): readonly Effect[] => {
  if (controller.reports === false) return []
  const previous = previousStatus(object)
  const next = mergeStatus({
    desired,
    previous,
    generation: object.metadata.generation ?? 0,
    now: new Date(nowMs).toISOString().replace(/\.\d+Z$/, 'Z'),
    ...(stalled && { stalled }),
  })
  const status = statusDifference(previous, next)
  return status === undefined ? [] : [{ _tag: 'SetStatus', target: targetOf(object), status }]
}

const previousStatus = (object: KubeObject): Readonly<Record<string, unknown>> | undefined => {
  const status: unknown = Reflect.get(object, 'status')
  return typeof status === 'object' && status !== null ? { ...status } : undefined
}
