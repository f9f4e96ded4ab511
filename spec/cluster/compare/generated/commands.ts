import fc from 'fast-check'
import { type KindName, kindNames, kindOf } from './kinds.ts'

/** What a generated sequence does, one by one; `render` makes requests of it. */
export type Command = { readonly kind: KindName; readonly name: string } & (
  | { readonly does: 'create'; readonly parts: readonly string[]; readonly query: string }
  | { readonly does: 'replace'; readonly from: Origin; readonly parts: readonly string[]; readonly query: string }
  | {
      readonly does: 'patch'
      readonly format: 'merge' | 'strategic'
      readonly parts: readonly string[]
      readonly query: string
    }
  | { readonly does: 'edit'; readonly operations: readonly object[]; readonly query: string }
  | {
      readonly does: 'apply'
      readonly manager: string
      readonly whole: boolean
      readonly parts: readonly string[]
      readonly query: string
    }
  | { readonly does: 'writeStatus'; readonly by: 'put' | 'merge' | 'apply'; readonly parts: readonly string[] }
  | { readonly does: 'scale'; readonly by: 'put' | 'merge' | 'get'; readonly replicas: number }
  | { readonly does: 'delete'; readonly options: object | undefined; readonly query: string }
  | { readonly does: 'deleteAll'; readonly selector: string }
  | { readonly does: 'read'; readonly accept: string }
  | { readonly does: 'list'; readonly query: string; readonly accept: string }
  | { readonly does: 'watch' }
)

/** What a replacement is made of: the object as it is now, as it was first, or a new one that names no version. */
export type Origin = 'now' | 'first' | 'nothing'

const names = ['a', 'b']

const someOf = (all: readonly string[]) => fc.uniqueArray(fc.constantFrom(...all), { maxLength: 3 })

/** Mostly the first. */
const mostly = <T>(first: T, ...others: readonly T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(first) }, { weight: 1, arbitrary: fc.constantFrom(first, ...others) })

const writing = mostly('', 'dryRun=All', 'fieldValidation=Strict', 'fieldValidation=Ignore', 'fieldManager=three')
const plain = 'application/json'
const forms = mostly(
  plain,
  'application/json;as=Table;v=v1;g=meta.k8s.io',
  'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io',
)
const listForms = mostly(
  plain,
  'application/json;as=Table;v=v1;g=meta.k8s.io',
  'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io',
)

const operation = fc.constantFrom<object>(
  { op: 'add', path: '/metadata/labels', value: { tier: 'front' } },
  { op: 'add', path: '/metadata/labels/zone', value: 'x' },
  { op: 'replace', path: '/metadata/labels/tier', value: 'y' },
  { op: 'remove', path: '/metadata/labels/tier' },
  { op: 'remove', path: '/metadata/finalizers' },
  { op: 'add', path: '/metadata/finalizers/-', value: 'example.com/other' },
  { op: 'test', path: '/metadata/name', value: 'a' },
  { op: 'test', path: '/metadata/generation', value: 1 },
  { op: 'replace', path: '/spec/replicas', value: 3 },
  { op: 'remove', path: '/spec/replicas' },
  { op: 'add', path: '/data/z', value: '1' },
  { op: 'remove', path: '/data' },
  { op: 'replace', path: '/spec/ports/0/port', value: 82 },
  { op: 'add', path: '/spec/env', value: { Z: '1' } },
  { op: 'add', path: '/spec/colour', value: 'red' },
  { op: 'copy', from: '/metadata/name', path: '/metadata/annotations/copied' },
  { op: 'move', from: '/metadata/labels', path: '/metadata/annotations' },
  { op: 'replace', path: '/metadata/name', value: 'c' },
  { op: 'add', path: '/spec/template/spec/containers/-', value: { name: 'late', image: 'example.com/late:1' } },
)

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

/** Mostly there is something to work on. */
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
  { weight: 3, arbitrary: fc.constantFrom(...kindNames.slice(0, 4)) },
  { weight: 1, arbitrary: fc.constantFrom(...kindNames) },
)

/** A few commands on two objects, mostly of one kind. */
export const commands: fc.Arbitrary<readonly Command[]> = mainKind.chain(kind =>
  fc
    .tuple(
      birth(kind),
      fc.array(
        fc.tuple(mostly(kind, ...kindNames), mostly('a', ...names)).chain(([of, name]) => doing(of, name)),
        { minLength: 1, maxLength: 8 },
      ),
    )
    .map(([first, rest]) => [...first, ...rest]),
)
