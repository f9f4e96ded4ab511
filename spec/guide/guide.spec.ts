import assert from 'node:assert/strict'
import { mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { runKubectl } from '../kubectl/kubectl.ts'
import { execute, type Program, sluice } from '../program.ts'

/** The guide, block by block, in an empty folder: files are written, commands run, and what is shown is compared. */

const root = join(import.meta.dirname, '..', '..')

interface Block {
  readonly language: string
  readonly file: string
  readonly text: string
}
const blocksIn = (guide: string): readonly Block[] =>
  [...guide.matchAll(/^```(\w+)(?: (\S+))?\n(.*?)^```$/gms)].map(([, language = '', file = '', text = '']) => ({
    language,
    file,
    text,
  }))

/** The entries of the package, from this checkout. */
const entries = {
  sluice: 'lib/index.ts',
  'sluice/streams': 'streams/index.ts',
  'sluice/drivers': 'streams/drivers/index.ts',
  'sluice/testing': 'streams/drivers/testing.ts',
}
const withPaths = (text: string): string =>
  Object.entries(entries).reduce(
    (written, [name, path]) => written.replaceAll(`from '${name}'`, `from '${pathToFileURL(join(root, path)).href}'`),
    text,
  )

test('each step of the first controller works as it is written', { timeout: 60_000 }, async () => {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'sluice-guide-')))
  const running: Program[] = []
  let shown = ''

  const command = async (line: string): Promise<void> => {
    const [words = '', target] = line.split(' > ')
    const [program, ...args] = words.split(' ').map(word => word.replaceAll('\\u0020', ' '))
    if (program === 'sluice') {
      const started = sluice(args, { cwd: folder })
      if (args[0] === 'replay') {
        const { code, stdout } = await started.ended
        assert.equal(code, 0, line)
        assert.match(stdout, /^[1-9]\d* plans are the same, 0 differ$/m)
        return
      }
      running.unshift(started)
      await started.says(/^ready$/m)
      return
    }
    const ended =
      program === 'kubectl'
        ? await runKubectl(join(folder, 'cluster.json'), args, { cwd: folder })
        : await execute(process.execPath, args, { cwd: folder })
    assert.ok(program === 'kubectl' || program === 'node', `do not know how to run: ${line}`)
    assert.equal(ended.code, 0, `${line}: ${ended.stdout}${ended.stderr}`)
    shown = ended.stdout
    if (target !== undefined) await writeFile(join(folder, target), ended.stdout)
  }

  try {
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
    for (const { language, file, text } of blocksIn(
      await readFile(join(import.meta.dirname, 'firstController.md'), 'utf8'),
    )) {
      if (file !== '') await writeFile(join(folder, file), withPaths(text))
      else if (language === 'text') assert.equal(shown.trim(), text.trim())
      else {
        assert.equal(language, 'sh')
        if (text.startsWith('sluice replay')) assert.equal((await running.shift()?.stop())?.code, 0)
        for (const line of text.trim().split('\n')) await command(line)
      }
    }
    // Its last paragraph: another text is another plan, a line each.
    const greeting = join(folder, 'greeting.ts')
    await writeFile(greeting, (await readFile(greeting, 'utf8')).replace('Hello', 'Welcome'))
    const changed = await sluice(['replay', 'run.ndjson', 'greeting.ts'], { cwd: folder }).ended
    assert.equal(changed.code, 1)
    assert.match(changed.stdout, /^line \d+: default\/hello: .*Welcome, Ada!/m)
  } finally {
    for (const program of running) await program.stop()
    await rm(folder, { recursive: true })
  }
})
