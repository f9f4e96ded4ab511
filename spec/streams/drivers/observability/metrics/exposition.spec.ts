import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readExposition } from './exposition.ts'

const family = (type: string, name: string, ...samples: readonly string[]) =>
  [`# HELP ${name} What it is.`, `# TYPE ${name} ${type}`, ...samples, ''].join('\n')

test('well formed metrics are read', () => {
  const text = [
    family('counter', 'a_total', 'a_total{of="x\\"\\\\\\n{},",by="y"} 3', 'a_total 0'),
    family('gauge', 'b_seconds', 'b_seconds -1.5e-7'),
    family(
      'histogram',
      'c_seconds',
      ...['c_seconds_bucket{le="0.1"} 1', 'c_seconds_bucket{le="+Inf"} 2', 'c_seconds_sum 3', 'c_seconds_count 2'],
    ),
  ].join('\n')
  const families = readExposition(text)
  assert.deepEqual([...families.keys()], ['a_total', 'b_seconds', 'c_seconds'])
  assert.deepEqual(families.get('a_total')?.samples[0], {
    name: 'a_total',
    labels: { of: 'x"\\\n{},', by: 'y' },
    value: 3,
  })
  assert.equal(families.get('b_seconds')?.samples[0]?.value, -1.5e-7)
})

const bad: Readonly<Record<string, string>> = {
  'the last line is not ended': '# HELP a a',
  'the same series twice': family('gauge', 'a', 'a{x="1",y="2"} 1', 'a{y="2",x="1"} 1'),
  'a second family of this name': family('gauge', 'a', 'a 1') + family('gauge', 'a', 'a{x="1"} 1'),
  'a type without its help': '# TYPE a gauge\na 1\n',
  'a sample of another family': family('gauge', 'a', 'b 1'),
  'labels that cannot be read': family('gauge', 'a', 'a{x="1"y="2"} 1'),
  'no number': family('gauge', 'a', 'a one'),
  'less than nothing': family('counter', 'a_total', 'a_total -1'),
  'only they, end in _total': family('gauge', 'a_total', 'a_total 1'),
  'counters, and': family('counter', 'a', 'a 1'),
  'no base unit': family('gauge', 'a_milliseconds', 'a_milliseconds 1'),
  snake_case: family('gauge', 'aB', 'aB 1'),
  'le belongs to buckets': family('gauge', 'a', 'a{le="1"} 1'),
  'not in order': family(
    'histogram',
    'a',
    'a_bucket{le="2"} 1',
    'a_bucket{le="1"} 1',
    'a_bucket{le="+Inf"} 1',
    'a_sum 1',
    'a_count 1',
  ),
  'not cumulative': family('histogram', 'a', 'a_bucket{le="1"} 2', 'a_bucket{le="+Inf"} 1', 'a_sum 1', 'a_count 1'),
  'does not hold all': family('histogram', 'a', 'a_bucket{le="1"} 1', 'a_sum 1', 'a_count 1'),
  'no sum': family('histogram', 'a', 'a_bucket{le="+Inf"} 1', 'a_count 1'),
}
for (const [why, text] of Object.entries(bad))
  test(`refused: ${why}`, () => assert.throws(() => readExposition(text), new RegExp(why)))
