import fc from 'fast-check'
import { type Compared, compareAll, compareSequence, type Sides } from '../compareSequence.ts'
import { firstUnaccepted } from '../differences.ts'
import type { Difference } from '../judge.ts'
import type { Command } from './command.ts'
import { commands } from './commands.ts'
import { render } from './render.ts'
import { shrink } from './shrink.ts'

export interface Found {
  /** The smallest sequence that still has the difference. */
  readonly smallest: Compared
  /** The number of generated sequences whose first difference is here. */
  readonly count: number
}

export interface Search {
  readonly compared: readonly Compared[]
  /** Grouped by the first difference that no rule accepts, the most frequent first. */
  readonly found: readonly Found[]
}

/** At most this many differences are shrunk; the others are counted. */
const mostShrunk = 12
const mostTries = 150

/** Compares `count` generated sequences, the same for the same seed. */
export const search = async (
  sides: Sides,
  { count, seed }: { readonly count: number; readonly seed: number },
): Promise<Search> => {
  const samples = fc.sample(commands, { numRuns: count, seed })
  const sequences = samples.map((sample, at) => render(sample, `generated ${seed}:${at}`))
  const compared = await compareAll(sides, sequences, 'generated')
  const groups = new Map<string, number[]>()
  for (const [at, each] of compared.entries()) {
    const place = placeIn(each)
    if (place !== undefined) groups.set(place, [...(groups.get(place) ?? []), at])
  }
  const found: Found[] = []
  let tries = 0
  for (const [place, at] of [...groups].sort(([, a], [, b]) => b.length - a.length).slice(0, mostShrunk)) {
    const shortest = at.toSorted((a, b) => (samples[a]?.length ?? 0) - (samples[b]?.length ?? 0))[0] ?? 0
    let smallest = compared[shortest]
    const differsSo = async (sample: readonly Command[]): Promise<boolean> => {
      const sequence = render(sample, `generated ${seed}:${shortest}`)
      const each = await compareSequence(sides, sequence, `shrinking-${tries++}-ns`)
      if (placeIn(each) !== place) return false
      smallest = each
      return true
    }
    await shrink(samples[shortest] ?? [], differsSo, mostTries)
    if (smallest !== undefined) found.push({ smallest, count: at.length })
  }
  return { compared, found }
}

/** The key by which sequences are grouped: the request and the field, without names and numbers. */
const placeIn = ({ sequence, differences }: Compared): string | undefined => {
  const first = firstUnaccepted(sequence, differences)
  if (first === undefined) return undefined
  const { method = '', path = '', contentType = '' } = sequence.steps[first.step - 1] ?? {}
  const resource = path.replace(/\?.*/, '').replace(/\/[ab](?=\/|$)/, '/NAME')
  return [method, resource, contentType, field(first)].join(' ')
}

const field = ({ at, embedded, real }: Difference): string =>
  at === 'code' ? `code ${String(embedded)} ${String(real)}` : at.replace(/\[\d+\]/g, '[]')
