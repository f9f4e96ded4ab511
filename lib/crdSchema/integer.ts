import * as t from 'io-ts'
import { type AnnotatedType, restricted } from './annotated.ts'

export interface IntegerFacts {
  readonly description?: string
  readonly minimum?: number
  readonly maximum?: number
  /** Default: int64. Both bound the value. */
  readonly format?: 'int32' | 'int64'
}

const INT32 = { least: -(2 ** 31), greatest: 2 ** 31 - 1 }
const INT64 = { least: -(2 ** 63), greatest: 2 ** 63 - 1 }

/**
 * A whole number within bounds, both inclusive. Beyond 2⁵³ the digits are lost
 * before any codec sees them, as JSON is read: give a `maximum` where that matters.
 */
export const integer = (facts: IntegerFacts = {}): AnnotatedType<t.NumberC> => {
  const range = facts.format === 'int32' ? INT32 : INT64
  const least = Math.max(facts.minimum ?? range.least, range.least)
  const greatest = Math.min(facts.maximum ?? range.greatest, range.greatest)
  const fault = (value: number): string | undefined => {
    if (!Number.isInteger(value)) return 'must be an integer'
    if (value < least) return `must be at least ${least}`
    return value > greatest ? `must be at most ${greatest}` : undefined
  }
  return restricted(t.number, { type: 'integer', format: 'int64', ...facts }, fault, 'an integer')
}
