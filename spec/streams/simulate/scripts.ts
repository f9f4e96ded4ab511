import fc from 'fast-check'
import type { Act, ScheduleStep } from '../../../streams/simulate/act.ts'

/** Scripts of what may happen to a few MyApps, biased to what goes wrong together. */

const name = fc.constantFrom('web', 'api')
const kind = fc.constantFrom('Deployment', 'Service', 'ConfigMap')

const spec = fc.record(
  {
    image: fc.constantFrom('web:1', 'web:2'),
    replicas: fc.integer({ min: 0, max: 2 }),
    port: fc.constantFrom(80, 8080),
    config: fc.constantFrom<{ [file: string]: string }>({ a: '1' }, { a: '2', b: '1' }),
    env: fc.constantFrom<{ [variable: string]: string }>({ A: '1' }, { B: '2' }),
  },
  { requiredKeys: ['image'] },
)

const edit = fc.oneof(
  fc.record({ replicas: fc.integer({ min: 0, max: 2 }) }),
  fc.record({ port: fc.constantFrom(null, 80, 8080) }),
  fc.record({ config: fc.constantFrom(null, { a: '1' }, { a: '2', b: '1' }, { a: null, b: '2' }) }),
  fc.record({ env: fc.constantFrom(null, { A: '1', B: null }) }),
  fc.record({ image: fc.constantFrom('web:1', 'web:2') }),
  fc.record({ paused: fc.constantFrom(null, true) }),
)

const tamper: fc.Arbitrary<Act> = fc.oneof(
  name.map(each => ({
    _tag: 'Tamper' as const,
    kind: 'Service' as const,
    name: each,
    patch: { spec: { ports: [{ name: 'http', port: 99, protocol: 'TCP', targetPort: 'http' }] } },
  })),
  name.map(each => ({
    _tag: 'Tamper' as const,
    kind: 'Deployment' as const,
    name: each,
    patch: { spec: { replicas: 3 } },
  })),
  name.map(each => ({
    _tag: 'Tamper' as const,
    kind: 'ConfigMap' as const,
    name: each,
    patch: { data: { a: 'tampered' } },
  })),
)

const tag = <const T extends string>(value: T) => fc.constant(value)

const user: fc.Arbitrary<Act> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ _tag: tag('Create'), name, spec }) },
  { weight: 8, arbitrary: fc.record({ _tag: tag('Edit'), name, spec: edit }) },
  {
    weight: 4,
    arbitrary: fc.record({ _tag: tag('Delete'), name, cascade: fc.constantFrom('Background', 'Foreground', 'Orphan') }),
  },
  { weight: 2, arbitrary: fc.record({ _tag: tag('Replace'), name, spec }) },
  { weight: 1, arbitrary: fc.record({ _tag: tag('StripFinalizers'), name }) },
  { weight: 3, arbitrary: fc.record({ _tag: tag('DeleteChild'), kind, name }) },
  { weight: 1, arbitrary: fc.record({ _tag: tag('StripLabels'), kind, name }) },
  { weight: 1, arbitrary: fc.record({ _tag: tag('StripOwner'), kind, name }) },
  { weight: 1, arbitrary: fc.record({ _tag: tag('StripAnnotations'), kind, name }) },
  { weight: 3, arbitrary: tamper },
  { weight: 2, arbitrary: fc.record({ _tag: tag('Squat'), kind, name }) },
  { weight: 2, arbitrary: fc.record({ _tag: tag('Leave'), kind, name }) },
)

const weather: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      _tag: tag('Write'),
      fault: fc.constantFrom(
        'lost',
        'unanswered',
        'late',
        'error 500',
        'error 503',
        'error 429',
        'done, error 500',
        'outrun',
        'killed',
      ),
      after: fc.nat(4),
    }),
  },
  { weight: 1, arbitrary: fc.record({ _tag: tag('Read'), fault: fc.constantFrom('lost', 'error 500', 'error 429') }) },
  { weight: 1, arbitrary: fc.record({ _tag: tag('Open'), fault: fc.constantFrom('lost', 'error 500', 'error 429') }) },
  { weight: 2, arbitrary: fc.record({ _tag: tag('Watch'), fault: fc.constantFrom('reset', 'end', 'garbled') }) },
  { weight: 2, arbitrary: fc.record({ _tag: tag('Lag'), ms: fc.constantFrom(0, 0, 30, 500, 5000) }) },
  { weight: 1, arbitrary: fc.record({ _tag: tag('Compact') }) },
  { weight: 2, arbitrary: fc.record({ _tag: tag('Lead'), leading: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ _tag: tag('Kill') }) },
)

const act: fc.Arbitrary<Act> = fc.oneof({ weight: 3, arbitrary: user }, { weight: 2, arbitrary: weather })

/** Often at once, in the middle of what the step before has set going, or when all is quiet. */
const afterMs = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 12 }), fc.constantFrom(25, 200, 1500, 40_000))

export const scripts: fc.Arbitrary<readonly ScheduleStep[]> = fc.array(fc.record({ afterMs, act }), {
  minLength: 1,
  maxLength: 30,
})
