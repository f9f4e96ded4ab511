import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Command } from './generated/command.ts'
import { render } from './generated/render.ts'
import { shrink } from './generated/shrink.ts'

const create = (parts: readonly string[], name = 'a'): Command => ({
  kind: 'configMap',
  name,
  does: 'create',
  parts,
  query: 'dryRun=All',
})

test('shrinking leaves out all that does not matter, and nothing that does', async () => {
  const matters = async (commands: readonly Command[]) =>
    commands.some(command => command.does === 'create' && command.parts.includes('x2'))
  const smallest = await shrink([create(['x1']), create(['x1', 'x2', 'label'], 'b'), create([])], matters, 100)
  assert.deepEqual(smallest, [{ ...create(['x2']), query: '' }])
})

test('shrinking gives up after so many tries', async () => {
  let tries = 0
  const never = async () => {
    tries += 1
    return false
  }
  const commands = [create(['x1', 'x2']), create(['y'])]
  assert.equal(await shrink(commands, never, 2), commands)
  assert.equal(tries, 2)
})

test('commands become requests, and refer to the answers before them', () => {
  const { steps } = render(
    [create(['x1']), { kind: 'configMap', name: 'a', does: 'replace', from: 'now', parts: ['noX'], query: '' }],
    'a sequence',
  )
  assert.deepEqual(
    steps.map(({ method, path }) => `${method} ${path.split('/').slice(-2).join('/')}`),
    ['POST <ns>/configmaps?dryRun=All', 'GET configmaps/a', 'PUT configmaps/a'],
  )
  assert.deepEqual(steps.at(-1)?.body, { fromStep: 2, patch: { data: { x: null } } })
})
