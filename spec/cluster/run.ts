import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { globSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { messageOf } from '../../lib/text/messageOf.ts'
import { cleanedUp } from './cleanedUp.ts'
import { chosenMinor, modelledMinor } from './controlPlane/versions.ts'
import { existingCluster, type RealCluster, realCluster } from './realCluster.ts'

/**
 * `npm run test:cluster [-- FILE …]`: everything that is tested on a real API
 * server. Two clusters are started, unless the user names theirs; specs that break
 * theirs start one of their own.
 */

const root = fileURLToPath(new URL('../..', import.meta.url))

// Each process would strip the types of the same files and compile them anew, and each program that a spec starts.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('../../node_modules/.cache/compiled', import.meta.url))

/** `npm test` runs these on the embedded cluster, this command on a real one. */
const shared = ['spec/integration/*.spec.ts', 'spec/kubectl/*.spec.ts']
const onlyReal = ['spec/cluster/**/*.cluster.ts']
/** These start control planes of their own and break them. */
const breaking = ['spec/cluster/**/*.faults.ts']

/** These start the minor that the embedded server models, whichever one the others run on: once is enough. */
const comparing = 'spec/cluster/compare/'

/** A test that hangs fails after 5 minutes. */
const limit = '--test-timeout=300000'

const say = (line: string): void => {
  process.stderr.write(`sluice: ${line}\n`)
}

const isWanted = (file: string): boolean => chosenMinor() === modelledMinor || !file.startsWith(comparing)

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
const onOneCluster = async (
  { kubeconfigFile, stop }: RealCluster,
  files: readonly string[],
  keepsBack: boolean,
): Promise<Tested> => {
  const env = { USE_EXISTING_CLUSTER: 'true', KUBECONFIG: kubeconfigFile, SLUICE_TEST_CLUSTER: 'real' }
  try {
    const tested = await runTests(files, { atOnce: 1, env: { ...process.env, ...env }, keepsBack })
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
  const all = patterns.flatMap(pattern => globSync(pattern, { cwd: root }).sort())
  const files = asked.length > 0 ? asked : all.filter(isWanted)
  const breaks = files.filter(file => file.endsWith('.faults.ts'))
  const together = files.filter(file => !breaks.includes(file))
  // Every second file on a second cluster: a file waits most of its time for the server.
  const lanes = isTheirs ? [together] : [0, 1].map(lane => together.filter((_, at) => at % 2 === lane))
  const used = lanes.filter(lane => lane.length > 0)
  const clusters: RealCluster[] = []
  // Started before the tests and one after the other, because the programs may have to be built.
  for (const _ of used) clusters.push(await realCluster())
  const [first, ...others] = await Promise.all([
    ...clusters.map((cluster, lane) => onOneCluster(cluster, used[lane] ?? [], lane > 0)),
    ...(breaks.length === 0 ? [] : [runTests(breaks, { atOnce: 3, env: process.env, keepsBack: used.length > 0 })]),
  ])
  for (const { report } of others) process.stdout.write(report)
  return [first, ...others].find(tested => tested !== undefined && tested.code !== 0)?.code ?? 0
}

process.exitCode = await main().catch((error: unknown) => {
  say(messageOf(error))
  return 1
})
