import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { globSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { messageOf } from '../../lib/text/messageOf.ts'
import { cleanedUp } from './cleanedUp.ts'
import { existingCluster, type RealCluster, realCluster } from './realCluster.ts'

/**
 * `npm run test:cluster [-- FILE …]`: everything that is tested on a real API
 * server. One cluster is started for all, unless the user names theirs; specs
 * that break theirs start one of their own.
 */

const root = fileURLToPath(new URL('../..', import.meta.url))

/** `npm test` runs these on the embedded cluster, this command on a real one. */
const shared = ['spec/integration/*.spec.ts', 'spec/kubectl/*.spec.ts']
const onlyReal = ['spec/cluster/**/*.cluster.ts']
/** These start control planes of their own and break them. */
const breaking = ['spec/cluster/**/*.faults.ts']

/** A test that hangs fails after 5 minutes. */
const limit = '--test-timeout=300000'

const say = (line: string): void => {
  process.stderr.write(`sluice: ${line}\n`)
}

interface Tested {
  /** The runner's exit code. */
  readonly code: number
  /** Its standard output where `keepsBack` was set, otherwise `''`. */
  readonly report: string
}

const runTests = async (
  files: readonly string[],
  { atOnce, env, keepsBack }: { readonly atOnce: number; readonly env: NodeJS.ProcessEnv; readonly keepsBack: boolean },
): Promise<Tested> => {
  const args = ['--test', limit, `--test-concurrency=${atOnce}`, ...files]
  const child = spawn(process.execPath, args, {
    cwd: root,
    env,
    stdio: ['inherit', keepsBack ? 'pipe' : 'inherit', 'inherit'],
  })
  let report = ''
  child.stdout?.setEncoding('utf8').on('data', text => {
    report += text
  })
  const [code] = await once(child, 'close')
  return { code: code ?? 1, report }
}

/** Runs one file at a time, because the files share a cluster. */
const onOneCluster = async ({ kubeconfigFile, stop }: RealCluster, files: readonly string[]): Promise<Tested> => {
  const env = { USE_EXISTING_CLUSTER: 'true', KUBECONFIG: kubeconfigFile, SLUICE_TEST_CLUSTER: 'real' }
  try {
    const tested = await runTests(files, { atOnce: 1, env: { ...process.env, ...env }, keepsBack: false })
    await cleanedUp(kubeconfigFile)
    return tested
  } finally {
    await stop()
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
  const none: Tested = { code: 0, report: '' }
  // Started before the tests, because its programs may have to be built.
  const cluster = together.length === 0 ? undefined : await realCluster()
  // Both groups wait much of their time for a server, so together they keep two processors busy.
  const [shares, owns] = await Promise.all([
    cluster === undefined ? none : onOneCluster(cluster, together),
    breaks.length === 0 ? none : runTests(breaks, { atOnce: 2, env: process.env, keepsBack: together.length > 0 }),
  ])
  process.stdout.write(owns.report)
  return shares.code || owns.code
}

process.exitCode = await main().catch((error: unknown) => {
  say(messageOf(error))
  return 1
})
