import assert from 'node:assert/strict'
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { after, test } from 'node:test'
import { cruise, type ICruiseResult } from 'dependency-cruiser'
import structure, { wings } from '../.ci/structure.mjs'

/** The plan of the house: which way imports go, that nothing goes in circles, and how long a file may be. */

const root = resolve(import.meta.dirname, '..')
const rules = structure.forbidden ?? []

/** `rule: from → to` for each import below `baseDir` that breaks a rule. */
const violations = async (baseDir: string): Promise<readonly string[]> => {
  const { output } = await cruise(['lib', 'crd', 'streams'], {
    ...structure.options,
    baseDir,
    validate: true,
    ruleSet: { forbidden: rules },
  })
  assert.ok(isResult(output))
  assert.ok(output.summary.totalCruised > 1, 'files were read')
  return output.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)
}
const isResult = (output: string | ICruiseResult): output is ICruiseResult => typeof output !== 'string'

test('imports go the right way and in no circle', async () => assert.deepEqual(await violations(root), []))

test('each wing of lib has its place in the order', () => {
  const folders = readdirSync(join(root, 'lib'), { withFileTypes: true }).filter(entry => entry.isDirectory())
  assert.deepEqual(folders.map(({ name }) => name).sort(), wings.flat().toSorted())
})

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'structure-')))
after(() => rmSync(folder, { recursive: true }))

/** A tree of a few files, each of which has one line. */
const treeOf = (name: string, files: Readonly<Record<string, string>>): string => {
  const tree = join(folder, name)
  for (const [path, line] of Object.entries({ 'lib/json/a.ts': '', 'crd/a.ts': '', 'streams/a.ts': '', ...files })) {
    mkdirSync(dirname(join(tree, path)), { recursive: true })
    writeFileSync(join(tree, path), `${line}\nexport const a = 1\n`)
  }
  symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'))
  symlinkSync(join(root, 'package.json'), join(tree, 'package.json'))
  return tree
}

/** Each rule, and a tree that breaks it. */
const broken: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'no-circle-of-files': {
    'lib/json/b.ts': "import type { a } from './c.ts'",
    'lib/json/c.ts': "import { a } from './b.ts'",
  },
  'no-circle-of-folders': {
    'streams/b/b.ts': "import { a } from '../c/c.ts'",
    'streams/b/d.ts': '',
    'streams/c/c.ts': '',
    'streams/c/d.ts': "import type { a } from '../b/d.ts'",
  },
  'nothing-unresolved': { 'lib/json/b.ts': "import { a } from './missing.ts'" },
  'lib-imports-lib': { 'lib/plan/b.ts': "import { a } from '../../crd/a.ts'" },
  'lib-door': { 'lib/index.ts': '', 'streams/b.ts': "import { a } from '../lib/index.ts'" },
  'lib-without-the-world': { 'lib/json/b.ts': "import { readFileSync } from 'fs'" },
  'lib-packages': { 'lib/json/b.ts': "import type { Observable } from 'rxjs'" },
  'crd-imports-lib': { 'crd/b.ts': "import { a } from '../streams/a.ts'" },
  'crd-without-the-world': { 'crd/b.ts': "import { readFile } from 'node:fs/promises'" },
  'crd-packages': { 'crd/b.ts': "import { map } from 'rxjs/operators'" },
  'streams-without-drivers': { 'streams/b.ts': "const b = await import('./drivers/b.ts')", 'streams/drivers/b.ts': '' },
  'streams-without-the-world': { 'streams/b.ts': "export { readFileSync } from 'node:fs'" },
  'streams-packages': { 'streams/b.ts': "import 'undici'" },
  'drivers-without-myapp': { 'streams/drivers/b.ts': "import type { a } from '../../crd/a.ts'" },
  'programs-without-spec': { 'streams/drivers/cli/b.ts': "import { a } from '../../../spec/b.ts'", 'spec/b.ts': '' },
  'apiserver-apart': { 'lib/apiserver/b.ts': '', 'streams/b.ts': "import type { a } from '../lib/apiserver/b.ts'" },
}
for (const { name = '' } of rules) {
  const [, wing] = /^lib-(\w+)-imports-below$/.exec(name) ?? []
  const files = wing === undefined ? broken[name] : aboveIn(wing)
  test(`the rule ${name} is seen to be broken`, async () => {
    assert.ok(files, 'a tree that breaks it')
    const found = await violations(treeOf(name, files))
    assert.ok(
      found.some(each => each.startsWith(`${name}: `)),
      found.join(', '),
    )
  })
}

/** A file of the wing that imports one of a wing beside or above it. */
function aboveIn(wing: string): Readonly<Record<string, string>> {
  const rank = wings.findIndex(level => level.includes(wing))
  const other = wings
    .slice(rank)
    .flat()
    .find(name => name !== wing)
  return { [`lib/${wing}/b.ts`]: `import { b } from '../${other}/c.ts'`, [`lib/${other}/c.ts`]: '' }
}

const files = globSync(['lib/**/*.ts', 'crd/**/*.ts', 'streams/**/*.ts'], { cwd: root })
const textOf = (path: string): string => readFileSync(join(root, path), 'utf8')

test('time, chance and I/O come in as arguments: lib and crd have none of their own', () => {
  const own =
    /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bset(?:Timeout|Interval|Immediate)\(|\brandomUUID\b|\bprocess\.\w/
  const guilty = files
    .filter(path => /^(?:lib|crd)\//.test(path))
    .filter(path => own.test(textOf(path).replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')))
  assert.deepEqual(guilty, [])
})

test('a file has at most 250 lines, but for tables of data that say so, and 80 at the median', () => {
  const lengths = files.map(path => ({ path, lines: textOf(path).split('\n').length - 1 }))
  const isTable = (path: string): boolean => /^\/\*\* A table of data: /m.test(textOf(path))
  assert.deepEqual(
    lengths.filter(({ path, lines }) => lines > 250 && !isTable(path)),
    [],
  )
  const sorted = lengths.map(({ lines }) => lines).sort((a, b) => a - b)
  assert.ok((sorted[Math.floor(sorted.length / 2)] ?? 0) <= 80)
})

test('the folders of specs mirror those of the code', () => {
  const mirrors = globSync('spec/{lib,crd,streams}/**/', { cwd: root }).map(path => path.replace(/\/$/, ''))
  assert.ok(mirrors.length > 40)
  assert.deepEqual(
    mirrors.filter(path => !existsSync(join(root, path.slice('spec/'.length)))),
    [],
  )
})

test('lib has at most 20 doors', () => {
  const doors = readdirSync(join(root, 'lib')).filter(name => !name.endsWith('.md'))
  assert.ok(doors.length <= 20, doors.join(', '))
})

test('an exported name means one thing in lib, crd and streams', () => {
  const filesOf = new Map<string, Set<string>>()
  for (const path of files) {
    const text = textOf(path)
    for (const [, name = ''] of text.matchAll(/^export (?:async )?(?:const|type|interface|class|function\*?) (\w+)/gm))
      filesOf.set(name, (filesOf.get(name) ?? new Set()).add(path))
  }
  assert.ok(filesOf.size > 500)
  assert.deepEqual(
    [...filesOf].filter(([, paths]) => paths.size > 1).map(([name, paths]) => [name, ...paths]),
    [],
  )
})

test('the name of a test has at most 100 characters and stands alone', () => {
  const named = globSync('spec/**/*.ts', { cwd: root }).flatMap(path =>
    [...textOf(path).matchAll(/\btest\((['`])((?:\\.|(?!\1).)*)\1/g)].map(([, , name = '']) => ({ path, name })),
  )
  assert.ok(named.length > 1000)
  const wrong = /^(?:it|also|the same|whoever|somebody|nobody)\b/
  assert.deepEqual(
    named.filter(({ name }) => name.replaceAll(/\$\{[^}]*\}/g, '…').length > 100 || wrong.test(name)),
    [],
  )
})
