import type { Compared } from './compareSequence.ts'
import { firstUnaccepted, listed } from './differences.ts'
import { type Difference, verdictOf } from './judge.ts'

export interface Report {
  readonly lines: readonly string[]
  /** `180 sequences: 170 same, 4 only wording, 6 different (6 listed): 96.7 %` */
  readonly summary: string
  /** The share of sequences that are the same or differ in wording only, from 0 to 1. */
  readonly share: number
  /** Sequences that differ and are not listed. */
  readonly unlisted: readonly Compared[]
  /** Listed sequences that were compared and no longer differ as listed. */
  readonly obsolete: readonly string[]
}

export const reportOf = (compared: readonly Compared[]): Report => {
  const of = (verdict: string) => compared.filter(({ differences }) => verdictOf(differences) === verdict)
  const different = of('different')
  const unlisted = different.filter(each => !isListed(each))
  const obsolete = listed
    .filter(({ sequence }) => compared.some(each => each.sequence.name === sequence && !isListed(each)))
    .map(({ sequence }) => sequence)
  const wording = of('only wording').length
  const share = compared.length === 0 ? 1 : (compared.length - different.length) / compared.length
  const counts = `${of('same').length} same, ${wording} only wording, ${different.length} different`
  return {
    lines: different.map(each => `${isListed(each) ? 'listed   ' : 'different'} ${describe(each)}`),
    summary: `${compared.length} sequences: ${counts} (${different.length - unlisted.length} listed): ${(100 * share).toFixed(1)} %`,
    share,
    unlisted,
    obsolete,
  }
}

const isListed = ({ sequence, differences }: Compared): boolean => {
  const first = firstUnaccepted(sequence, differences)
  const accepted = first === undefined && verdictOf(differences) === 'different'
  return (
    accepted ||
    (first !== undefined && listed.some(one => one.sequence === sequence.name && one.first === placeOf(first)))
  )
}

/** The first difference beyond wording that no rule accepts, otherwise the first of all. */
const firstOf = ({ sequence, differences }: Compared): Difference | undefined =>
  firstUnaccepted(sequence, differences) ?? differences.find(each => !each.wording) ?? differences[0]

export const placeOf = ({ step, at }: Difference): string => `${step} ${at}`

/** The sequence and where it first differs by more than words. */
export const describe = (compared: Compared): string => {
  const { sequence } = compared
  const first = firstOf(compared)
  if (first === undefined) return sequence.name
  const { method, path } = sequence.steps[first.step - 1] ?? { method: '', path: '' }
  return `${sequence.name}\n    ${method} ${path}\n    ${describeDifference(first)}`
}

export const describeDifference = (difference: Difference): string =>
  `${placeOf(difference)}: ${shown(difference.embedded)} → ${shown(difference.real)}${difference.wording ? ' (wording)' : ''}`

/** What was sent and what both answered, step by step. */
export const story = ({ sequence, embedded, real }: Compared): readonly string[] =>
  sequence.steps.flatMap(({ method, path, body, contentType }, at) => {
    const [ours, theirs] = [JSON.stringify(embedded[at]), JSON.stringify(real[at])]
    const sent = [`  ${at + 1} ${method} ${path}`, contentType, body === undefined ? undefined : JSON.stringify(body)]
    return [
      sent.filter(part => part !== undefined).join(' '),
      ...(ours === theirs ? [`    both     ${ours}`] : [`    embedded ${ours}`, `    real     ${theirs}`]),
    ]
  })

const shown = (value: unknown): string => (value === undefined ? 'nothing' : clipped(JSON.stringify(value)))

const clipped = (text: string): string => (text.length > 600 ? `${text.slice(0, 600)}…` : text)
