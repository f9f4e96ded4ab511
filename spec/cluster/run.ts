import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { globSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { cleanedUp } from './cleanedUp.ts'
import { existingCluster, realCluster } from './realCluster.ts'

/**
 * `npm run test:cluster [-- FILE …]`: everything that is tested on a real API
 * server. One cluster is started for all, unless the user names theirs; specs
 * that break theirs start one of their own.
 */

const root = fileURLToPath(new URL('../..', import.meta.url))

/** On the embedded cluster by `npm test`, on the real one here. */
const shared = ['spec/integration/*.spec.ts', 'spec/kubectl/*.spec.ts']
const onlyReal = ['spec/cluster/**/*.cluster.ts']
/** They start control planes and break them, which nobody's own cluster is for. */
const breaking = ['spec/cluster/**/*.faults.ts']

/** A test that hangs is one that failed. */
const limit = '--test-timeout=300000'

const say = (line: string): void => {
  process.stderr.write(`sluice: ${line}\n`)
}

/** Resolves with the runner's exit code. */
const runTests = async (files: readonly string[], atOnce: number, env: NodeJS.ProcessEnv): Promise<number> => {
  const args = ['--test', limit, `--test-concurrency=${atOnce}`, ...files]
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: 'inherit' })
  const [code] = await once(child, 'exit')
  return code ?? 1
}

/** One file at a time, for they share a cluster. */
const onOneCluster = async (files: readonly string[]): Promise<number> => {
  const cluster = await realCluster()
  const { kubeconfigFile } = cluster
  const env = { USE_EXISTING_CLUSTER: 'true', KUBECONFIG: kubeconfigFile, SLUICE_TEST_CLUSTER: 'real' }
  try {
    const code = await runTests(files, 1, { ...process.env, ...env })
    await cleanedUp(kubeconfigFile)
    return code
  } finally {
    await cluster.stop()
  }
}

const main = async (): Promise<number> => {
  const asked = process.argv.slice(2)
  const isTheirs = existingCluster() !== undefined
  if (isTheirs && asked.length === 0) say(`left out on a cluster of yours: ${breaking.join(', ')}`)
  const patterns = [...shared, ...onlyReal, ...(isTheirs ? [] : breaking)]
  const files = asked.length > 0 ? asked : patterns.flatMap(pattern => globSync(pattern, { cwd: root }).sort())
  const breaks = files.filter(file => file.endsWith('.faults.ts'))
  const together = files.filter(file => !breaks.includes(file))
  const codes = [
    together.length === 0 ? 0 : await onOneCluster(together),
    // Much of their time they wait for a server to come back, so three of them keep two processors busy.
    breaks.length === 0 ? 0 : await runTests(breaks, 3, process.env),
  ]
  return codes.find(code => code !== 0) ?? 0
}

process.exitCode = await main().catch((error: unknown) => {
  say(error instanceof Error ? error.message : String(error))
  return 1
})
