import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { writePrivately } from '../../../../streams/drivers/cli/privateFile.ts'

let folder = ''
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-private-'))
})
after(() => rm(folder, { recursive: true }))
const modeOf = async (file: string): Promise<number> => (await stat(file)).mode & 0o777

test('a new file, and one that others could read, is readable by its owner alone', async () => {
  const file = join(folder, 'new')
  writePrivately(file, 'one')
  assert.deepEqual([await readFile(file, 'utf8'), await modeOf(file)], ['one', 0o600])
  const open = join(folder, 'open')
  await writeFile(open, 'before', { mode: 0o644 })
  writePrivately(open, 'after')
  assert.deepEqual([await readFile(open, 'utf8'), await modeOf(open)], ['after', 0o600])
})

test('a link is replaced, and what it leads to stays as it was', async () => {
  const target = join(folder, 'target')
  const link = join(folder, 'link')
  await writeFile(target, 'theirs', { mode: 0o644 })
  await symlink(target, link)
  writePrivately(link, 'ours')
  assert.deepEqual([await readFile(target, 'utf8'), await readFile(link, 'utf8')], ['theirs', 'ours'])
})

test('a device is written to, a folder is refused, and nothing is left beside', async () => {
  writePrivately('/dev/null', 'x')
  assert.throws(() => writePrivately(folder, 'x'), /EISDIR|ENOTEMPTY|EPERM/)
  assert.throws(() => writePrivately(join(folder, 'no', 'such'), 'x'), /ENOENT/)
  assert.deepEqual(
    (await readdir(join(folder, '..'))).filter(name => name.startsWith('sluice-private-') && name.includes('.')),
    [],
  )
})
