import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { longest, processes, root, together } from './specs.ts'

test('npm test runs every spec file once', () => {
  const run = [...together, ...processes.filter(file => file !== 'spec/together.ts')]
  assert.deepEqual(run.toSorted(), globSync('spec/**/*.spec.ts', { cwd: root }).sort())
  assert.equal(new Set(processes).size, processes.length)
  assert.ok(longest.includes('spec/together.ts'))
})

test('specs that share a process start no program, measure no CPU time, and have no hook of their own', () => {
  const guilty = together.filter(file =>
    /^(?:before|after)(?:Each)?\(|\/program\.ts'|node:child_process|cpuUsage/m.test(
      readFileSync(join(root, file), 'utf8'),
    ),
  )
  assert.deepEqual(guilty, [])
})
