import fc from 'fast-check'

/** Mostly the first. */
export const mostly = <T>(first: T, ...others: readonly T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(first) }, { weight: 1, arbitrary: fc.constantFrom(first, ...others) })

export const writing = mostly(
  '',
  'dryRun=All',
  'fieldValidation=Strict',
  'fieldValidation=Ignore',
  'fieldManager=three',
)
const plain = 'application/json'
export const forms = mostly(
  plain,
  'application/json;as=Table;v=v1;g=meta.k8s.io',
  'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io',
)
export const listForms = mostly(
  plain,
  'application/json;as=Table;v=v1;g=meta.k8s.io',
  'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io',
)

export const operation = fc.constantFrom<object>(
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
