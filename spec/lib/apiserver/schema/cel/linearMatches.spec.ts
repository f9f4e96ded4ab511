import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compile } from '../../../../../lib/apiserver/schema/cel/cel.ts'

const text = { type: 'string' } as const

const evaluated = (source: string, self: unknown): unknown => {
  const program = compile(source, text)
  assert.ok(program._tag === 'Program', program._tag === 'Refused' ? program.message : source)
  return program.run({ self })
}

test('matches searches the text, wherever it stands in an expression', () => {
  for (const [source, expected] of [
    ['self.matches("b+")', true],
    ['self.matches("^b")', false],
    ['(self + "x").matches("cx$") && !self.matches("x")', true],
    ['self // who .matches("z")\n  .matches("^abbc$")', true],
    ['["a", self].all(each, each.matches("^a"))', true],
    ['self.matches(self.matches("a") ? "c$" : "d")', true],
    ['"matches(" + self == "matches(abbc" && self.matches(".matches(\'x\')") == false', true],
    ['matches(self, "b{2}")', true],
    ['self.matches(r"\\w+") && self.replace("abbc", "matches").matches("matches")', true],
  ] as const)
    assert.equal(evaluated(source, 'abbc'), expected, source)
})

test('matches takes time in proportion to the text, and no look-around', () => {
  assert.equal(evaluated('self.matches("^(a+)+$")', `${'a'.repeat(100_000)}!`), false)
  assert.throws(() => evaluated('self.matches("(?=a)")', 'a'))
})

test('a wrong argument of matches is refused by its own name', () => {
  const program = compile('self.matches(1)', text)
  assert.ok(program._tag === 'Refused')
  assert.match(program.message, /string\.matches\(int\)/)
})
