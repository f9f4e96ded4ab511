import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { runExecPlugin } from '../../../../../streams/drivers/connection/credentials/execPlugin.ts'
import { eventually } from '../../../../cluster/eventually.ts'

let folder = ''
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-plugin-'))
})
after(() => rm(folder, { recursive: true }))

const plugin = async (script: string) => {
  const command = join(folder, `plugin-${Math.random().toString(36).slice(2)}`)
  await writeFile(command, `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  return { command, args: ['one two'], env: { ANSWER: '42' } }
}
const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

test('a plugin is given its arguments and its environment, and answers with credentials', async () => {
  const asked = await plugin(`echo "{\\"status\\":{\\"token\\":\\"$1 $ANSWER\\",\\"other\\":1}}"`)
  assert.deepEqual(await runExecPlugin(asked), { token: 'one two 42' })
})

test('a plugin that takes too long is ended, with what it has started', async () => {
  const pids = join(folder, 'pids')
  const asked = await plugin(`sleep 1000 & echo $! $$ > ${pids}; wait`)
  await assert.rejects(runExecPlugin(asked, 1_000), /^Error: it did not answer within 1 s$/)
  const started = (await readFile(pids, 'utf8')).trim().split(' ').map(Number)
  assert.equal(started.length, 2)
  await eventually('both are gone', async () => started.every(pid => !isAlive(pid)))
})

test('a plugin that prints without end is ended', async () => {
  await assert.rejects(runExecPlugin(await plugin('yes')), /^Error: it printed more than 1 MiB$/)
})
