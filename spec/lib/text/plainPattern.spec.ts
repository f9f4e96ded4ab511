import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { RE2JS } from 're2js'
import { longestPlain, plainPattern } from '../../../lib/text/plainPattern.ts'

const character = fc.constantFrom('a', 'b', '-', '.', '/', 'Z', '0')
const atom = fc.oneof(
  character.map(each => (each === '.' ? '\\.' : each)),
  fc.constantFrom('[a-z]', '[-a.]', '[A-Z0-9]'),
)
const repeated = fc.tuple(atom, fc.constantFrom('', '', '', '*', '+', '?', '{2}', '{1,3}')).map(parts => parts.join(''))
const sequence = fc.array(repeated, { maxLength: 4 }).map(parts => parts.join(''))
const grouped = fc.oneof(
  sequence,
  fc.tuple(sequence, sequence, sequence, fc.constantFrom('', '?')).map(([a, b, c, q]) => `${a}(${b}|${c})${q}`),
)
const pattern = fc
  .tuple(fc.constantFrom('', '^'), grouped, grouped, fc.constantFrom('', '$'))
  .map(parts => parts.join(''))
const text = fc.oneof(
  fc.array(character).map(parts => parts.join('')),
  fc.string({ unit: 'binary' }),
)

test('a plain pattern accepts what RE2 accepts', () => {
  fc.assert(
    fc.property(pattern, fc.array(text, { minLength: 3 }), (source, texts) => {
      const own = plainPattern(source)
      fc.pre(own !== undefined)
      const other = RE2JS.compile(source)
      for (const each of texts) assert.equal(own.test(each), other.test(each), `${source} of ${each}`)
    }),
    { numRuns: 500 },
  )
})

test('what repeats a group, looks around, or may mean something else is not plain', () => {
  for (const source of [
    ...[
      '(a+)+$',
      '(a|a)*',
      '(ab){2}',
      '(?=a)',
      '(?i)a',
      '(?<n>a)',
      '\\w',
      '\\s',
      '\\bA',
      '.',
      '[^a]',
      '[[:alpha:]]',
      'é',
    ],
    ...['[\\d]', 'a*b*c*d*', '\\1', 'a**', '[z-a]', '('],
  ])
    assert.equal(plainPattern(source), undefined, source)
  for (const source of [
    '^[a-z]([-a-z0-9]*[a-z0-9])?$',
    '^[A-Za-z_][A-Za-z0-9_]*$',
    '^[.]?[-_a-zA-Z0-9][-._a-zA-Z0-9]*$',
  ])
    assert.ok(plainPattern(source), source)
})

test('the worst plain pattern is done with the longest text in little time', () => {
  // Counted, not timed: without a bound on repetitions or length this would not end.
  const worst = plainPattern('^[a-z]*[a-z]*[a-z]*!$')
  assert.equal(worst?.test('a'.repeat(longestPlain)), false)
})
