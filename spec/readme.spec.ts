import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { asPublished } from './examples/asPublished.ts'
import { runKubectl } from './kubectl/kubectl.ts'
import { execute, type Program, sluice } from './program.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const read = (path: string) => readFile(join(root, path), 'utf8')

const readme = await read('README.md')
const blocks = [...readme.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(([, language = '', text = '']) => ({
  language,
  text,
}))
const of = (language: string) => blocks.filter(block => block.language === language).map(({ text }) => text)
const { scripts } = JSON.parse(await read('package.json'))

test('every block is of a language that is checked here', () => {
  for (const { language } of blocks) assert.ok(['sh', 'ts', 'text'].includes(language), `unknown language: ${language}`)
})

test('the ts blocks are the examples as published', async () => {
  assert.deepEqual(of('ts'), await Promise.all(['website', 'service', 'mirror'].map(asPublished)))
})

test('npm start shows what is written', async () => {
  // The script itself: what npm runs before it would install in the middle of the tests.
  const [program = '', ...args] = String(scripts.start).split(' ')
  assert.equal(program, 'node')
  const { code, stdout } = await execute(process.execPath, [...args, '--once'], { cwd: root })
  assert.equal(code, 0)
  let from = 0
  for (const line of of('text').flatMap(text => text.trimEnd().split('\n'))) {
    const at = stdout.indexOf(line.trim(), from)
    assert.ok(at >= 0, `npm start does not show, after what comes before it: ${line}`)
    from = at
  }
})

test('npm test is what the continuous integration runs', async () => {
  assert.ok(of('sh').some(text => text.includes('npm test\n')))
  assert.match(await read('.ci/run'), /^npm test /m)
  assert.equal(scripts.test, 'node spec/run.ts')
})

test('the commands of each block work, one after the other', async () => {
  for (const text of of('sh').filter(each => !each.includes('npm '))) {
    const folder = await mkdtemp(join(tmpdir(), 'sluice-readme-'))
    const running: Program[] = []
    try {
      for (const line of text.trim().split('\n')) {
        const [program, ...words] = line.split(' ')
        const args = words.map(word => (/^(cluster\.json|run\.ndjson)$/.test(word) ? join(folder, word) : word))
        if (program === 'kubectl') {
          const { code, stderr } = await runKubectl(join(folder, 'cluster.json'), args, { cwd: root })
          assert.equal(code, 0, `${line}: ${stderr}`)
        } else {
          assert.equal(program, 'sluice', `do not know how to run: ${line}`)
          const started = sluice(args, { cwd: root })
          if (args[0] === 'cluster' || args[0] === 'run') {
            running.unshift(started)
            await started.says(/^ready$/m)
          } else assert.equal((await started.ended).code, 0, line)
        }
      }
    } finally {
      for (const program of running) assert.equal((await program.stop()).code, 0)
      await rm(folder, { recursive: true })
    }
  }
})

test('the scripts and files that are named exist', async () => {
  for (const [, name = ''] of readme.matchAll(/npm run ([\w:]+)/g)) assert.equal(typeof scripts[name], 'string', name)
  for (const [, path = ''] of readme.matchAll(/\]\(([^):]+)\)/g)) {
    const isFolder = (await stat(join(root, path))).isDirectory()
    assert.notEqual(await read(isFolder ? join(path, 'web.yaml') : path), '')
  }
})

test('each verb is listed with its options', async () => {
  const rows = [...readme.matchAll(/^\| `sluice (\w+)[^`]*` +\|(.*)\|$/gm)]
  assert.deepEqual(
    rows.map(([, verb]) => verb),
    ['run', 'replay', 'demo', 'cluster', 'manifests'],
  )
  for (const [, verb = '', options = ''] of rows) {
    const { stdout } = await sluice([verb, '--help'], { cwd: root }).ended
    const offered = [...stdout.matchAll(/^ {2}(--[\w-]+)/gm)].map(([, option]) => option)
    assert.deepEqual(
      [...options.matchAll(/--[\w-]+/g)].map(([option]) => option),
      offered,
      verb,
    )
  }
})
