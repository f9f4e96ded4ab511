import assert from 'node:assert/strict'
import { test } from 'node:test'
import { atMost } from '../../../../streams/drivers/observability/rateOfLines.ts'

test('a thousand lines at once, a hundred a second after that, and what was left out is counted', () => {
  let now = 0
  const lines: string[] = []
  const log = atMost(
    (level, message) => lines.push(`${level} ${message}`),
    () => now,
  )
  for (let at = 0; at < 5_000; at += 1) log('info', `${at}`)
  assert.deepEqual([lines.length, lines.at(-1)], [1_000, 'info 999'])
  log('notice', 'ready')
  assert.deepEqual(lines.slice(-2), [
    'warn 4000 lines of the log were left out: there were more than 100 a second',
    'notice ready',
  ])
  now = 2_000
  for (let at = 0; at < 5_000; at += 1) log('debug', `${at}`)
  assert.equal(lines.length, 1_002 + 199)
})
