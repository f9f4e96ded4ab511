import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'

/** Starts a program that prints where its control plane is, and kills that program. */
const program = `
  import { startControlPlane } from ${JSON.stringify(new URL('controlPlane.ts', import.meta.url).href)}
  const { pids, kubeconfigFile } = await startControlPlane()
  console.log(JSON.stringify({ pids: pids(), kubeconfigFile }))
`

for (const signal of ['SIGKILL', 'SIGINT'] as const) {
  test(`a run that ends by ${signal} leaves neither a process nor a file`, { timeout: 60_000 }, async () => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [line] = await once(createInterface(child.stdout), 'line')
    const { pids, kubeconfigFile } = JSON.parse(line)
    assert.equal(pids.filter(isAlive).length, 5)
    assert.ok(existsSync(kubeconfigFile))
    child.kill(signal)
    await once(child, 'exit')
    while (pids.some(isAlive) || existsSync(dirname(kubeconfigFile))) await wait(20)
  })
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    // ESRCH: the process is gone.
    return false
  }
}
