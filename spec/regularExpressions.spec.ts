import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parseSync } from '@swc/core'
import { analyse } from 'scslre'
import { isRecord } from '../lib/json/fields.ts'

/** Each regular expression of the product takes time in proportion to its text, whatever the text is. */

const root = join(import.meta.dirname, '..')

interface Found {
  readonly file: string
  readonly source: string
  readonly flags: string
}

/** Why its time may be worse than linear; `undefined`: it is not. */
const slowness = ({ file, source, flags }: Found): string | undefined => {
  const [report] = analyse({ source, flags }).reports
  const kind = report?.exponential === true ? 'exponential' : 'quadratic or worse'
  return report && `${file}: /${source}/${flags} is ${kind}: two quantifiers may take the same characters`
}

const nodesIn = function* (value: unknown): Generator<{ readonly [field: string]: unknown }> {
  if (Array.isArray(value)) for (const item of value) yield* nodesIn(item)
  else if (isRecord(value)) {
    yield value
    for (const field of Object.keys(value)) if (field !== 'span') yield* nodesIn(value[field])
  }
}

const files = globSync('{lib,crd,streams}/**/*.ts', { cwd: root, exclude: ['**/*.d.ts'] })
const nodes = files.map(file => ({
  file,
  nodes: [...nodesIn(parseSync(readFileSync(join(root, file), 'utf8'), { syntax: 'typescript' }).body)],
}))

test('each literal is linear', () => {
  const literals = nodes.flatMap(each =>
    each.nodes
      .filter(({ type }) => type === 'RegExpLiteral')
      .map(({ pattern, flags }) => ({ file: each.file, source: String(pattern), flags: String(flags) })),
  )
  assert.ok(literals.length > 50, `${literals.length} literals`)
  assert.deepEqual(
    literals.map(slowness).filter(why => why !== undefined),
    [],
  )
})

/** Files that put a pattern together when they are loaded; what they make is checked below. */
const composed = [
  'crd/admission/imageReference.ts',
  'crd/name.ts',
  'lib/apiserver/schema/formats.ts',
  'lib/apiserver/selectors/labelSelector.ts',
  'lib/kube/names.ts',
  'streams/drivers/cli/runFlags.ts',
]
/** Files that look for a text of their own, taken literally. */
const literal = ['lib/controller/secrecy.ts', 'streams/drivers/certificates/readSecret.ts']
/** Makes patterns of few repetitions for short texts; all other texts are matched by RE2. */
const bounded = ['lib/text/plainPattern.ts']

test('no other pattern is made: one that comes from outside runs as RE2', () => {
  const making = nodes
    .filter(each => each.nodes.some(({ type, callee }) => type === 'NewExpression' && isRegExp(callee)))
    .map(({ file }) => file)
  assert.deepEqual(making.toSorted(), [...composed, ...literal, ...bounded].toSorted())
})

const isRegExp = (callee: unknown): boolean => isRecord(callee) && callee.value === 'RegExp'

test('each composed pattern is linear', async () => {
  const made: RegExp[] = []
  const original = RegExp
  globalThis.RegExp = new Proxy(original, {
    construct: (target, [source, flags]) => {
      const pattern = new target(source, flags)
      made.push(pattern)
      return pattern
    },
  })
  try {
    for (const file of composed) await import(join(root, file))
  } finally {
    globalThis.RegExp = original
  }
  assert.ok(made.length >= composed.length, `${made.length} patterns`)
  const slow = made.map(({ source, flags }) => slowness({ file: 'composed', source, flags }))
  assert.deepEqual(
    slow.filter(why => why !== undefined),
    [],
  )
})

test('the check finds what is not linear', () => {
  const of = (source: string) => slowness({ file: 'here', source, flags: '' })
  assert.match(of('^(a+)+$') ?? '', /exponential/)
  assert.match(of('^\\d+\\.?\\d*$') ?? '', /quadratic/)
  assert.match(of('\\s*\\n') ?? '', /quadratic/)
  assert.equal(of('^\\d+(?:\\.\\d*)?$'), undefined)
})
