import * as t from 'io-ts'
import { type AnnotatedType, restricted } from './annotated.ts'

/** A list whose items are told apart by some of their fields (`x-kubernetes-list-type: map`), as conditions are by type. */
export const listMap = <I extends t.Mixed>(
  items: I,
  keys: readonly (string & keyof t.TypeOf<I>)[],
): AnnotatedType<t.ReadonlyArrayC<I>> =>
  restricted(
    t.readonlyArray(items),
    { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': [...keys] },
    list => repeats(list.map((item: t.TypeOf<I>) => JSON.stringify(keys.map(key => item[key])))),
  )

/** A list of scalars without repetition (`x-kubernetes-list-type: set`). */
export const listSet = <I extends t.Mixed>(items: I): AnnotatedType<t.ReadonlyArrayC<I>> =>
  restricted(t.readonlyArray(items), { 'x-kubernetes-list-type': 'set' }, list =>
    repeats(list.map((item: t.TypeOf<I>) => JSON.stringify(item))),
  )

const repeats = (identities: readonly string[]): string | undefined =>
  new Set(identities).size === identities.length ? undefined : 'must not contain the same item twice'
