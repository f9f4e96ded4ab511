import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { isRecord } from '../../../../lib/json/fields.ts'

const cli = fileURLToPath(new URL('../../../../streams/drivers/cli/cli.ts', import.meta.url))

type Line = { readonly [field: string]: unknown }

/** Runs the demo as a user does: its exit code, its lines on stdout, and its text on stderr. */
const demo = async (...flags: readonly string[]) => {
  // The variable CI would turn colours on.
  const env = { ...process.env, NO_COLOR: '1' }
  const child = spawn(process.execPath, [cli, 'demo', ...flags], { stdio: ['ignore', 'pipe', 'pipe'], env })
  let [out, err] = ['', '']
  child.stdout.on('data', chunk => {
    out += chunk
  })
  child.stderr.on('data', chunk => {
    err += chunk
  })
  const [code] = await once(child, 'close')
  return { code, out, err }
}

const linesOf = (out: string): readonly Line[] =>
  out
    .trim()
    .split('\n')
    .map((text): unknown => JSON.parse(text))
    .filter(isRecord)

test('the demo exits with 0 and writes no more than it must', async () => {
  const { code, out, err } = await demo('--once', '--json')
  assert.equal(err, '')
  assert.equal(code, 0)
  const lines = linesOf(out)
  const of = (type: string) => lines.filter(line => line.type === type)

  const titles = of('converged').map(({ title }) => title)
  assert.deepEqual(titles, [
    'apply the MyApps of crd/samples to namespace demo',
    'scale web to 5',
    'break web: delete its Deployment',
    'delete minimal',
  ])
  for (const { myapps } of of('converged')) {
    assert.ok(Array.isArray(myapps) && myapps.every(app => app.ready === 'True'))
  }
  assert.deepEqual(
    of('run').filter(({ outcome }) => outcome === 'Failed'),
    [],
  )

  const [summary] = of('summary')
  assert.ok(isRecord(summary?.effects))
  const { SetStatus, ...effects } = summary.effects
  // 4 samples with 7 children, one child broken; one edit; one deletion.
  assert.deepEqual(effects, { AddFinalizer: 4, Create: 8, Apply: 1, RemoveFinalizer: 1 })
  // Not ready and ready for each sample (the one without replicas is ready at once); seen, scaled and ready for the
  // edit; not ready and ready for the repair: 12. A machine that is slow or busy may split or join a few.
  assert.ok(Number(SetStatus) >= 9 && Number(SetStatus) <= 16, `${SetStatus} status writes`)
})

test('the demo shows people its plans, a table and a summary', async () => {
  const { code, out } = await demo('--once')
  assert.equal(code, 0)
  assert.match(out, /plan demo\/web because: /)
  assert.match(out, /create Deployment demo\/web/)
  assert.match(out, /^web +nginx:1\.29 +5\/5 +True/m)
  assert.match(out, /written by the controller: /)
})
