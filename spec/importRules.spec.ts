import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, join, normalize, resolve } from 'node:path'
import { test } from 'node:test'

/** Which way imports go: crd → lib ← streams ← streams/drivers ← the entry files. */

const root = resolve(import.meta.dirname, '..')
const pure = ['fp-ts', 'io-ts', 'immutable', '@marcbachmann/cel-js', '@peculiar/x509', 'yaml']
const entries = ['streams/main.ts', 'streams/cli.ts', 'main.ts', 'cli.ts']

interface Room {
  readonly holds: (path: string) => boolean
  readonly mayImport: readonly string[]
  /** Of packages; `node:` for the built-in ones. Absent: any. */
  readonly packages?: readonly string[]
}

const within = (folder: string) => (path: string) => path.startsWith(`${folder}/`)
/** The programs: the only places that know both the drivers and MyApp. */
const programs = ['streams/cli', 'streams/drivers/cli', 'streams/drivers/demo']
const isEntry = (path: string) => entries.includes(path) || programs.some(folder => within(folder)(path))
const rooms: Readonly<Record<string, Room>> = {
  lib: { holds: within('lib'), mayImport: ['lib'], packages: pure },
  crd: { holds: within('crd'), mayImport: ['crd', 'lib'], packages: pure },
  entries: { holds: isEntry, mayImport: ['lib', 'crd', 'streams', 'drivers', 'entries'] },
  drivers: { holds: within('streams/drivers'), mayImport: ['lib', 'streams', 'drivers'] },
  streams: {
    holds: path => within('streams')(path) && !within('streams/drivers')(path) && !isEntry(path),
    mayImport: ['lib', 'streams'],
    packages: [...pure, 'rxjs'],
  },
}
const roomOf = (path: string) => Object.entries(rooms).find(([, { holds }]) => holds(path))?.[0]

const statement =
  /^(?:import\s+(?:[\w$*{},\s]+?\sfrom\s+)?|export\s+(?:type\s+)?(?:\*[\w\s]*|\{[^}]*\})\s*from\s+)['"]([^'"]+)['"]/gm
const dynamic = /\bimport\(\s*['"]([^'"]+)['"]/g

const imported = (text: string): readonly string[] =>
  [...text.matchAll(statement), ...text.matchAll(dynamic)].map(([, specifier = '']) => specifier)

const packageOf = (specifier: string): string =>
  isBuiltin(specifier)
    ? 'node:'
    : specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/')

/** Why this file may not import that; `undefined` where it may. */
const problem = (path: string, specifier: string): string | undefined => {
  const name = roomOf(path) ?? ''
  const room = rooms[name]
  if (room === undefined) return `${path} is in no room: put it into lib, crd, streams or spec`
  if (!specifier.startsWith('.')) {
    const allowed = room.packages?.includes(packageOf(specifier)) ?? true
    return allowed ? undefined : `${path}: ${name} may not import ${specifier}`
  }
  if (specifier.endsWith('.json')) return undefined
  const target = normalize(join(dirname(path), specifier))
  const targetRoom = roomOf(target)
  return targetRoom !== undefined && room.mayImport.includes(targetRoom)
    ? undefined
    : `${path}: ${name} may not import ${target}`
}

const files = globSync(['lib/**/*.ts', 'crd/**/*.ts', 'streams/**/*.ts'], { cwd: root })

for (const name of Object.keys(rooms))
  test(`imports of ${name} go the right way`, () => {
    const problems = files
      .filter(path => roomOf(path) === name)
      .flatMap(path => imported(readFileSync(join(root, path), 'utf8')).flatMap(each => problem(path, each) ?? []))
    assert.deepEqual(problems, [])
  })

test('time, chance and I/O come in as arguments: lib and crd have none of their own', () => {
  const own =
    /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bset(?:Timeout|Interval|Immediate)\(|\brandomUUID\b|\bprocess\.\w/
  const guilty = files
    .filter(path => ['lib', 'crd'].includes(roomOf(path) ?? ''))
    .filter(path => own.test(readFileSync(join(root, path), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')))
  assert.deepEqual(guilty, [])
})

const forbidden: readonly (readonly [string, string])[] = [
  ['lib/a.ts', 'rxjs'],
  ['lib/a.ts', 'node:fs'],
  ['lib/a.ts', 'fs'],
  ['lib/a.ts', '../crd/myapp.ts'],
  ['lib/cluster/a.ts', '../../streams/run.ts'],
  ['crd/a.ts', 'rxjs/operators'],
  ['crd/a.ts', '../streams/run.ts'],
  ['streams/a.ts', 'node:fs'],
  ['streams/a.ts', 'undici'],
  ['streams/a.ts', '@kubernetes/client-node'],
  ['streams/a.ts', './drivers/clock.ts'],
  ['streams/a.ts', '../crd/myapp.ts'],
  ['streams/a.ts', './main.ts'],
  ['streams/drivers/a.ts', '../../crd/myapp.ts'],
  ['streams/drivers/a.ts', '../../spec/marbles.ts'],
  ['elsewhere/a.ts', 'rxjs'],
]
for (const [path, specifier] of forbidden)
  test(`${path} may not import ${specifier}`, () => assert.notEqual(problem(path, specifier), undefined))

test('each way of importing is seen', () => {
  const text = `import 'a'\nimport type { B } from 'b'\nexport * from "c"\nimport {\n  d,\n} from 'd'\nconst e = await import('e')`
  assert.deepEqual(imported(text), ['a', 'b', 'c', 'd', 'e'])
  assert.ok(files.length > 50)
})
