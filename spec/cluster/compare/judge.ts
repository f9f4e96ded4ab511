import { isRecord } from '../../../lib/json/fields.ts'
import type { NormalAnswer } from './normalise.ts'
import { valueAt } from './resolve.ts'
import type { Sequence, Step } from './sequence.ts'

/** One place at which the two servers answered differently. */
export interface Difference {
  /** The number of the step, from 1. */
  readonly step: number
  /** The HTTP status of the embedded server. */
  readonly code?: number
  /** `code`, `body.metadata.labels.app` */
  readonly at: string
  readonly embedded: unknown
  readonly real: unknown
  /** Only a text for people differs. */
  readonly wording: boolean
}

export type Verdict = 'same' | 'only wording' | 'different'

export const verdictOf = (differences: readonly Difference[]): Verdict => {
  if (differences.length === 0) return 'same'
  return differences.every(({ wording }) => wording) ? 'only wording' : 'different'
}

/** As much of each answer as is compared. */
export const comparables = ({ steps }: Sequence, answers: readonly NormalAnswer[]): readonly unknown[] =>
  steps.map((step, at) => comparable(step, answers[at]))

/** All differences, in order. `real`: the `comparables` of the real server. */
export const differencesOf = (
  sequence: Sequence,
  embedded: readonly NormalAnswer[],
  real: readonly unknown[],
): readonly Difference[] =>
  differencesBetween(comparables(sequence, embedded), real).map(difference => {
    const answer = embedded[difference.step - 1]
    return { ...difference, ...(answer && { code: answer.code }) }
  })

/** The differences between two lists of `comparables`, in order. */
export const differencesBetween = (ours: readonly unknown[], theirs: readonly unknown[]): readonly Difference[] =>
  ours.flatMap((answer, at) =>
    [...differing(answer, theirs[at], '')].map(difference => ({ step: at + 1, ...difference })),
  )

const comparable = ({ compare }: Step, answer: NormalAnswer | undefined): unknown => {
  if (answer === undefined || compare === undefined) return answer
  return compare === 'code'
    ? { code: answer.code }
    : { code: answer.code, body: { [compare.at]: valueAt(answer.body, compare.at) } }
}

function* differing(embedded: unknown, real: unknown, at: string): Generator<Omit<Difference, 'step' | 'code'>> {
  if (Array.isArray(embedded) && Array.isArray(real)) {
    for (let index = 0; index < Math.max(embedded.length, real.length); index++) {
      yield* differing(embedded[index], real[index], `${at}[${index}]`)
    }
  } else if (isRecord(embedded) && isRecord(real)) {
    for (const field of new Set([...Object.keys(embedded), ...Object.keys(real)])) {
      yield* differing(embedded[field], real[field], at === '' ? field : `${at}.${field}`)
    }
  } else if (!Object.is(embedded, real)) {
    const bothTexts = typeof embedded === 'string' && typeof real === 'string'
    yield { at, embedded, real, wording: bothTexts && isForPeople(at) }
  }
}

/** The message of a Status, of its causes or of a condition, the text of a warning, and what describes a column of a table. */
const isForPeople = (at: string): boolean =>
  /^body(\[\d+\]\.object)?\.message$|\.(causes|conditions)\[\d+\]\.message$|^warnings\[\d+\]$|\bcolumnDefinitions\[\d+\]\.description$/.test(
    at,
  )
