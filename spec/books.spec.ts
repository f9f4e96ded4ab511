import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { test } from 'node:test'

/** What the books name is there. README.md has a spec of its own. */

const root = resolve(import.meta.dirname, '..')
const books = [
  ...['CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md', 'lib/README.md', 'lib/apiserver/README.md'],
  ...['streams/README.md', 'streams/drivers/README.md', 'spec/README.md', 'spec/examples/README.md'],
  'spec/guide/firstController.md',
]
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

for (const book of books)
  test(`the files, folders and scripts that ${book} names are there`, () => {
    const text = readFileSync(join(root, book), 'utf8')
    const prose = text.replaceAll(/^```.*?^```$/gms, '')
    for (const [, link = ''] of prose.matchAll(/\]\((?!https?:)([^)#]+)/g))
      assert.ok(existsSync(join(root, dirname(book), link)), `link to ${link}`)
    const [wing = ''] = /^(?:lib|streams|spec)(?:\/(?:apiserver|drivers))?(?=\/)/.exec(book) ?? []
    for (const [, path = ''] of prose.matchAll(/`((?:[\w.-]+\/)+[\w.-]*|[\w-]+\.ts)`/g)) {
      const places = ['', wing, 'lib', 'streams', 'spec', 'spec/examples'].map(each => join(root, each, path))
      assert.ok(path.startsWith('sluice/') || places.some(existsSync), `path ${path}`)
    }
    for (const [, name = ''] of text.matchAll(/npm run ([\w:]+)/g)) assert.ok(name in scripts, `npm run ${name}`)
    for (const [, path = ''] of text.matchAll(/node --test (spec\/\S+\.ts)/g))
      assert.ok(existsSync(join(root, path)), path)
  })

test('the guide to twelve usual changes has a row for each', () => {
  const text = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8')
  const [, table = ''] = /\| I want to … +\| Open +\|\n(.*?)\n\n/s.exec(text) ?? []
  assert.equal(table.split('\n').length - 1, 12)
})
