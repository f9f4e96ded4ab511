import { createHash } from 'node:crypto'
import { comparables, type Difference, differencesOf } from './judge.ts'
import { type NormalAnswer, normalise } from './normalise.ts'
import { valueAt } from './resolve.ts'
import { type Server, sendSequence } from './send.ts'
import type { Sequence } from './sequence.ts'

export interface Compared {
  readonly sequence: Sequence
  readonly differences: readonly Difference[]
  readonly embedded: readonly NormalAnswer[]
  /** The compared part of each answer. */
  readonly real: readonly unknown[]
}

/** Answers a sequence in a namespace of its own: a server, or recorded answers. */
export type Answering = (sequence: Sequence, namespace: string) => Promise<readonly NormalAnswer[]>

/** Sends the sequence to the server. `namespace` must be unused there. */
export const answeredBy =
  (server: Server): Answering =>
  async (sequence, namespace) =>
    normalise(await sendSequence(server, sequence, namespace), namespace, prefixesIn(sequence))

const prefixesIn = ({ steps }: Sequence): readonly string[] =>
  steps.map(({ body }) => valueAt(body, 'metadata.generateName')).filter(prefix => typeof prefix === 'string')

/** The embedded server, and the answers of the real one, live or recorded. */
export interface Sides {
  readonly embedded: Answering
  readonly real: (sequence: Sequence, namespace: string) => Promise<readonly unknown[]>
}

/** Both servers. */
export const sidesOf = ({ embedded, real }: { readonly embedded: Server; readonly real: Server }): Sides => {
  const answers = answeredBy(real)
  return {
    embedded: answeredBy(embedded),
    real: async (sequence, namespace) => comparables(sequence, await answers(sequence, namespace)),
  }
}

export const compareSequence = async (sides: Sides, sequence: Sequence, namespace: string): Promise<Compared> => {
  const [embedded, real] = await Promise.all([sides.embedded(sequence, namespace), sides.real(sequence, namespace)])
  return { sequence, embedded, real, differences: differencesOf(sequence, embedded, real) }
}

/** A namespace name that is stable for a sequence, because hashes in answers depend on it. */
const namespaceOf = (prefix: string, { name }: Sequence): string =>
  `${prefix}-${createHash('sha256').update(name).digest('hex').slice(0, 10)}-ns`

/** All, in the order of the sequences, `inFlight` at the same time. The namespaces are named after `prefix`. */
export const compareAll = async (
  sides: Sides,
  sequences: readonly Sequence[],
  prefix: string,
  inFlight = 16,
): Promise<readonly Compared[]> => {
  const results: Compared[] = []
  let next = 0
  const work = async (): Promise<void> => {
    for (let at = next++; at < sequences.length; at = next++) {
      const sequence = sequences[at]
      if (sequence !== undefined) results[at] = await compareSequence(sides, sequence, namespaceOf(prefix, sequence))
    }
  }
  await Promise.all(Array.from({ length: inFlight }, work))
  return results
}
