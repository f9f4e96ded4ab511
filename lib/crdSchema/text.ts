import * as t from 'io-ts'
import { linearPattern } from '../text/linearPattern.ts'
import { longestPlain, plainPattern } from '../text/plainPattern.ts'
import { remembering } from '../text/remembering.ts'
import { type AnnotatedType, restricted } from './annotated.ts'

export interface TextFacts {
  readonly description?: string
  /** Unicode characters, as the API server counts them. */
  readonly minLength?: number
  readonly maxLength?: number
  /** As RE2 runs it, which the API server uses as well. Not anchored by itself; no look-around, no back references. */
  readonly pattern?: string
  /** A format that is shown to readers and not checked: `date-time`. */
  readonly format?: string
}

/** Characters, not UTF-16 units: an emoji is one. */
export const lengthOf = (value: string): number => {
  let length = 0
  for (const _ of value) length += 1
  return length
}

/** Counts characters only if the length in UTF-16 units does not decide: a character has one or two. */
export const exceeds = (value: string, most: number): boolean =>
  value.length > most && (value.length > 2 * most || lengthOf(value) > most)

/** Whether a text has a match of the pattern. */
export const matcherOf = (source: string): ((text: string) => boolean) => {
  const plain = plainPattern(source)
  // A pattern that is no pattern is refused here, and not when the first object comes.
  let linear = plain === undefined ? linearPattern(source) : undefined
  return remembering(text => {
    if (plain !== undefined && text.length <= longestPlain) return plain.test(text)
    linear ??= linearPattern(source)
    return linear.test(text)
  })
}

/** A string within bounds. `expected` names in words what `pattern` asks for. */
export const text = (facts: TextFacts = {}, expected?: string): AnnotatedType<t.StringC> => {
  const matches = facts.pattern === undefined ? () => true : matcherOf(facts.pattern)
  const fault = (value: string): string | undefined => {
    const { minLength, maxLength } = facts
    if (minLength !== undefined && value.length < 2 * minLength && lengthOf(value) < minLength) {
      return `must have at least ${minLength} characters`
    }
    if (maxLength !== undefined && exceeds(value, maxLength)) {
      return `must have at most ${maxLength} characters`
    }
    if (matches(value)) return undefined
    return expected === undefined ? `must match ${facts.pattern}` : `must be ${expected}`
  }
  return restricted(t.string, facts, fault, 'a string')
}
