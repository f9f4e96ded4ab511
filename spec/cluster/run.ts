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
const testLimitMs = 300_000

const say = (line: string): void => {
  process.stderr.write(`sluice: ${line}\n`)
}

const main = async (): Promise<number> => {
  const asked = process.argv.slice(2)
  const isExisting = existingCluster() !== undefined
  if (isExisting && asked.length === 0) say(`left out on a cluster of yours: ${breaking.join(', ')}`)
  const patterns = [...shared, ...onlyReal, ...(isExisting ? [] : breaking)]
  const files = asked.length > 0 ? asked : patterns.flatMap(pattern => globSync(pattern, { cwd: root }).sort())
  const cluster = await realCluster()
  try {
    const env = {
      ...process.env,
      USE_EXISTING_CLUSTER: 'true',
      KUBECONFIG: cluster.kubeconfigFile,
      SLUICE_TEST_CLUSTER: 'real',
    }
    // One file at a time: they share the cluster, and its processors.
    const child = spawn(
      process.execPath,
      ['--test', '--test-concurrency=1', `--test-timeout=${testLimitMs}`, ...files],
      {
        cwd: root,
        env,
        stdio: 'inherit',
      },
    )
    const [code] = await once(child, 'exit')
    await cleanedUp(cluster.kubeconfigFile)
    return code ?? 1
  } finally {
    await cluster.stop()
  }
}

process.exitCode = await main().catch((error: unknown) => {
  say(error instanceof Error ? error.message : String(error))
  return 1
})
