import { type Difference, differencesOf } from './judge.ts'
import { type NormalAnswer, normalise } from './normalise.ts'
import { valueAt } from './resolve.ts'
import { sendSequence } from './send.ts'
import type { Sequence } from './sequence.ts'
import type { Servers } from './servers.ts'

export interface Compared {
  readonly sequence: Sequence
  readonly differences: readonly Difference[]
  readonly embedded: readonly NormalAnswer[]
  readonly real: readonly NormalAnswer[]
}

/** `namespace` must be unused on both. */
export const compareSequence = async (
  { embedded, real }: Pick<Servers, 'embedded' | 'real'>,
  sequence: Sequence,
  namespace: string,
): Promise<Compared> => {
  const [ours, theirs] = await Promise.all(
    [embedded, real].map(async server =>
      normalise(await sendSequence(server, sequence, namespace), namespace, prefixesIn(sequence)),
    ),
  )
  const answers = { embedded: ours ?? [], real: theirs ?? [] }
  return { sequence, ...answers, differences: differencesOf(sequence, answers.embedded, answers.real) }
}

const prefixesIn = ({ steps }: Sequence): readonly string[] =>
  steps.map(({ body }) => valueAt(body, 'metadata.generateName')).filter(prefix => typeof prefix === 'string')

/** Sequences on the way at the same time. */
const inFlight = 16

/** All, in the order of the sequences. The namespaces are named after `prefix`. */
export const compareAll = async (
  servers: Pick<Servers, 'embedded' | 'real'>,
  sequences: readonly Sequence[],
  prefix: string,
): Promise<readonly Compared[]> => {
  const results: Compared[] = []
  let next = 0
  const work = async (): Promise<void> => {
    for (let at = next++; at < sequences.length; at = next++) {
      const sequence = sequences[at]
      if (sequence !== undefined) results[at] = await compareSequence(servers, sequence, `${prefix}-${at}-ns`)
    }
  }
  await Promise.all(Array.from({ length: inFlight }, work))
  return results
}
