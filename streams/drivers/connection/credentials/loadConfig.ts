import { readFile, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js'
import type { ClusterConfig, Environment } from './clusterConfig.ts'
import { configOf } from './configOf.ts'
import { defaultServiceAccountDirectory, inClusterConfig } from './inCluster.ts'
import { decodeKubeConfigFile, type KubeConfigFile, mergeFiles } from './kubeConfigFile.ts'

export interface LoadOptions {
  /** Path of a kubeconfig. Default: `$KUBECONFIG`, then the pod's service account, then `~/.kube/config`. */
  readonly kubeconfig?: string
  /** Default: the kubeconfig's current context. */
  readonly context?: string
  /** Default: `process.env`. */
  readonly env?: Environment
  /**
   * A pod's folder of `token`, `ca.crt` and `namespace`: then nothing else is looked at but `kubeconfig`.
   * Default: `/var/run/secrets/kubernetes.io/serviceaccount`, where that exists and neither `$KUBECONFIG` nor `context` is given.
   */
  readonly serviceAccountDirectory?: string
}

/** Finds and reads the configuration in the order that controllers use. `left`: one line with the remedy. */
export const loadConfig = async (options: LoadOptions): Promise<Either<string, ClusterConfig>> => {
  const { env = process.env, serviceAccountDirectory } = options
  if (options.kubeconfig !== undefined) return fromFiles([options.kubeconfig], options.context, true)
  if (serviceAccountDirectory !== undefined) return inClusterConfig(env, serviceAccountDirectory)
  const listed = (env.KUBECONFIG ?? '').split(delimiter).filter(path => path !== '')
  if (listed.length > 0) return fromFiles(listed, options.context, false)
  const directory = defaultServiceAccountDirectory
  if (options.context === undefined && env.KUBERNETES_SERVICE_HOST && (await exists(join(directory, 'token'))))
    return inClusterConfig(env, directory)
  const atHome = join(env.HOME ?? homedir(), '.kube', 'config')
  if (await exists(atHome)) return fromFiles([atHome], options.context, true)
  return left(
    `no cluster is configured: neither $KUBECONFIG, nor ${atHome}, nor a pod's service account in ${directory} was found; pass --kubeconfig FILE`,
  )
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )

const fromFiles = async (
  paths: readonly string[],
  context: string | undefined,
  mustExist: boolean,
): Promise<Either<string, ClusterConfig>> => {
  const contents: { folder: string; content: KubeConfigFile }[] = []
  const missing: string[] = []
  for (const path of paths) {
    const text = await readFile(path, 'utf8').then(right, (error: NodeJS.ErrnoException) => left(error))
    if (isLeft(text)) {
      if (text.left.code !== 'ENOENT' || mustExist) return left(unreadable(path, text.left))
      missing.push(path)
      continue
    }
    const parsed = await parse(text.right, path)
    if (isLeft(parsed)) return parsed
    const decoded = decodeKubeConfigFile(parsed.right)
    if (isLeft(decoded)) return left(`kubeconfig ${path} is malformed: ${decoded.left}`)
    contents.push({ folder: dirname(resolve(path)), content: decoded.right })
  }
  if (contents.length === 0) return left(`kubeconfig ${missing.join(', ')} does not exist: correct $KUBECONFIG`)
  return configOf(mergeFiles(contents), context, `kubeconfig ${paths.join(delimiter)}`)
}

const unreadable = (path: string, error: NodeJS.ErrnoException): string => {
  if (error.code === 'ENOENT') return `kubeconfig ${path} does not exist: pass --kubeconfig FILE or set $KUBECONFIG`
  if (error.code === 'EACCES') return `kubeconfig ${path} may not be read by this user: change its mode or owner`
  if (error.code === 'EISDIR') return `kubeconfig ${path} is a directory: name a file in it`
  return `kubeconfig ${path} cannot be read: ${error.message}`
}

/** JSON needs no YAML parser, whose import costs 8 MiB. */
const parse = async (text: string, path: string): Promise<Either<string, unknown>> => {
  if (text.trim() === '') return left(`kubeconfig ${path} is empty: write a cluster, a user and a context into it`)
  if (text.trimStart().startsWith('{')) {
    try {
      return right(JSON.parse(text))
    } catch {
      // Flow-style YAML also begins with a brace, and the YAML parser names the line of what is wrong.
    }
  }
  const { parseDocument } = await import('yaml')
  const document = parseDocument(text)
  const error = document.errors[0]
  if (error !== undefined)
    return left(`kubeconfig ${path} is not valid YAML: ${error.message.split('\n')[0]?.replace(/:$/, '') ?? ''}`)
  return right(document.toJS())
}
