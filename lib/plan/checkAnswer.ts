import type { Controller } from '../controller/controller.ts'
import { isRecord } from '../json/fields.ts'
import type { KubeObject } from '../kube/object.ts'
import { childrenFaults, jsonFaults } from './checkChildren.ts'

/** The functions of a controller, and the fields of their answers. */
const answers = {
  desired: ['children', 'status', 'requeueAfterMs'],
  cleanup: ['done', 'calls', 'children', 'requeueAfterMs'],
} as const

export type Asked = keyof typeof answers

/**
 * What is wrong with the answer of `desired` or `cleanup`, as sentences; none where it can be
 * carried out. It is checked as a whole: of an answer with one fault nothing is done.
 */
export const faultsOf = <O extends KubeObject>(
  controller: Controller<O>,
  owner: KubeObject,
  asked: Asked,
  answer: unknown,
): readonly string[] => {
  if (isRecord(answer) && typeof answer.then === 'function')
    return [`${asked} answers a promise: it is synchronous, so declare in related what it has to wait for`]
  if (!isRecord(answer)) {
    const what = answer === null ? 'null' : Array.isArray(answer) ? 'a list' : typeof answer
    return [`${asked} answers ${what}: answer an object, {} to leave everything as it is`]
  }
  const known: readonly string[] = answers[asked]
  const unknown = Object.keys(answer).filter(field => answer[field] !== undefined && !known.includes(field))
  const { children, requeueAfterMs, ...rest } = answer
  return [
    ...unknown.map(field => `${asked} answers an unknown field ${field}: known are ${known.join(', ')}`),
    ...(requeueAfterMs === undefined || isDuration(requeueAfterMs)
      ? []
      : [`requeueAfterMs is ${String(requeueAfterMs)}: give milliseconds`]),
    ...(unknown.length > 0 ? [] : jsonFaults(rest)),
    ...(children === undefined ? [] : childrenFaults(controller, owner, children)),
  ]
}

const isDuration = (value: unknown): boolean => typeof value === 'number' && !Number.isNaN(value)
