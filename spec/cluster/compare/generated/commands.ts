import fc from 'fast-check'
import type { Command, Origin } from './command.ts'
import { type KindName, kindNames, kindOf } from './kinds.ts'
import { forms, listForms, mostly, operation, writing } from './vocabulary.ts'

const names = ['a', 'b']

const someOf = (all: readonly string[]) => fc.uniqueArray(fc.constantFrom(...all), { maxLength: 3 })

const doing = (kind: KindName, name: string): fc.Arbitrary<Command> => {
  const { parts: known, status: knownStatus } = kindOf(kind)
  const parts = someOf(Object.keys(known))
  const statusNames = Object.keys(knownStatus)
  const statusParts = statusNames.length === 0 ? fc.constant([]) : someOf(statusNames)
  const of = <T extends object>(weight: number, model: fc.Arbitrary<T>) => ({
    weight,
    arbitrary: model.map(command => ({ kind, name, ...command })),
  })
  return fc.oneof(
    of(6, fc.record({ does: fc.constant('create' as const), parts, query: writing })),
    of(
      4,
      fc.record({
        does: fc.constant('replace' as const),
        from: mostly<Origin>('now', 'first', 'nothing'),
        parts,
        query: writing,
      }),
    ),
    of(
      4,
      fc.record({
        does: fc.constant('patch' as const),
        format: fc.constantFrom('merge' as const, 'strategic' as const),
        parts,
        query: writing,
      }),
    ),
    of(
      2,
      fc.record({
        does: fc.constant('edit' as const),
        operations: fc.array(operation, { minLength: 1, maxLength: 3 }),
        query: writing,
      }),
    ),
    of(
      7,
      fc.record({
        does: fc.constant('apply' as const),
        manager: fc.constantFrom('one', 'two'),
        whole: fc.boolean(),
        parts,
        query: mostly('', 'force=true', 'dryRun=All', 'force=true&dryRun=All'),
      }),
    ),
    of(
      2,
      fc.record({
        does: fc.constant('writeStatus' as const),
        by: fc.constantFrom('merge' as const, 'put' as const, 'apply' as const),
        parts: statusParts,
      }),
    ),
    of(
      1,
      fc.record({
        does: fc.constant('scale' as const),
        by: fc.constantFrom('get' as const, 'put' as const, 'merge' as const),
        replicas: fc.constantFrom(0, 2, 5, -1),
      }),
    ),
    of(
      2,
      fc.record({
        does: fc.constant('delete' as const),
        options: mostly<object | undefined>(
          undefined,
          { propagationPolicy: 'Foreground' },
          { propagationPolicy: 'Orphan' },
          { propagationPolicy: 'Background' },
          { gracePeriodSeconds: 0 },
          { preconditions: { resourceVersion: '1' } },
          { propagationPolicy: 'Never' },
        ),
        query: mostly('', 'dryRun=All'),
      }),
    ),
    of(
      1,
      fc.record({
        does: fc.constant('deleteAll' as const),
        selector: fc.constantFrom('', 'tier=front', 'tier!=front'),
      }),
    ),
    of(1, fc.record({ does: fc.constant('read' as const), accept: forms })),
    of(
      1,
      fc.record({
        does: fc.constant('list' as const),
        query: fc.constantFrom(
          '',
          'labelSelector=tier%3Dfront',
          'labelSelector=!tier',
          'limit=1',
          'fieldSelector=metadata.name%3Da',
          'resourceVersion=0',
          'labelSelector=tier+in+(front,back)&limit=1',
        ),
        accept: listForms,
      }),
    ),
    of(1, fc.record({ does: fc.constant('watch' as const) })),
  )
}

/** Most sequences begin by creating the object that they change. */
const birth = (kind: KindName): fc.Arbitrary<readonly Command[]> => {
  const parts = fc.uniqueArray(fc.constantFrom(...Object.keys(kindOf(kind).parts)), { maxLength: 1 })
  const named = { kind, name: 'a', query: '' }
  return fc.oneof(
    { weight: 1, arbitrary: fc.constant([]) },
    { weight: 4, arbitrary: parts.map(some => [{ ...named, does: 'create' as const, parts: some }]) },
    {
      weight: 3,
      arbitrary: parts.map(some => [{ ...named, does: 'apply' as const, manager: 'one', whole: true, parts: some }]),
    },
  )
}

const mainKind = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...kindNames.slice(0, 5)) },
  { weight: 1, arbitrary: fc.constantFrom(...kindNames) },
)

/** Objects of one kind in two versions affect each other; objects of two kinds rarely do. */
const besides = (kind: KindName): fc.Arbitrary<KindName> =>
  kind === 'oldMyApp' ? fc.constantFrom('myApp', kind) : mostly(kind, ...kindNames)

/** Commands on two objects, most often of one kind. */
export const commands: fc.Arbitrary<readonly Command[]> = mainKind.chain(kind =>
  fc
    .tuple(
      birth(kind),
      fc.array(
        fc.tuple(besides(kind), mostly('a', ...names)).chain(([of, name]) => doing(of, name)),
        { minLength: 1, maxLength: 8 },
      ),
    )
    .map(([first, rest]) => [...first, ...rest]),
)
