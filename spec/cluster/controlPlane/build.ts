import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdir, rename } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ProgramName } from './binaries.ts'
import { exists } from './exists.ts'
import { type KubernetesMinor, kubernetesVersions, kwokVersion } from './versions.ts'

const packages: Readonly<Record<ProgramName, string>> = {
  etcd: 'go.etcd.io/etcd/server/v3',
  'kube-apiserver': 'k8s.io/kubernetes/cmd/kube-apiserver',
  'kube-controller-manager': 'k8s.io/kubernetes/cmd/kube-controller-manager',
  'kube-scheduler': 'k8s.io/kubernetes/cmd/kube-scheduler',
  kwok: 'sigs.k8s.io/kwok/cmd/kwok',
}

interface Place {
  /** The folder below modules/ that holds its go.mod. */
  readonly module: string
  readonly version: string
  /** The path of the built program in the user's cache folder, which names the version. */
  readonly path: string
}

const placeOf = (name: ProgramName, minor: KubernetesMinor): Place => {
  const [module, version] = name === 'kwok' ? ['kwok', kwokVersion] : [`kubernetes-${minor}`, kubernetesVersions[minor]]
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache')
  const folder = `${name === 'kwok' ? 'kwok' : 'kubernetes'}-${version}`
  return { module, version, path: join(cache, 'sluice', 'control-plane', folder, name) }
}

/** The path of a program that was built earlier; `undefined` if it was not. */
export const builtBefore = async (name: ProgramName, minor: KubernetesMinor): Promise<string | undefined> => {
  const { path } = placeOf(name, minor)
  return (await exists(path)) ? path : undefined
}

/** Builds a program with Go and returns its path. `tell` receives progress lines: the first build takes minutes. */
export const build = async (
  name: ProgramName,
  minor: KubernetesMinor,
  tell: (line: string) => void,
): Promise<string> => {
  const { module, version, path } = placeOf(name, minor)
  await mkdir(dirname(path), { recursive: true })
  tell(`building ${name} (${name === 'kwok' ? version : `Kubernetes ${version}`}), minutes the first time`)
  const startedMs = performance.now()
  // Another process may build at the same time: each writes its own file, and the last rename wins.
  const partial = `${path}.${randomUUID()}`
  await go(module, ['build', '-trimpath', '-ldflags', linkerFlags(version), '-o', partial, packages[name]])
  await rename(partial, path)
  tell(`built ${name} in ${Math.round((performance.now() - startedMs) / 1000)} s`)
  return path
}

/** Strips symbols, and sets the version that a Kubernetes program reports. */
const linkerFlags = (version: string): string => {
  const [major = '', minor = ''] = version.split('.')
  const values = { gitVersion: `v${version}`, gitMajor: major, gitMinor: minor }
  return [
    '-s -w',
    ...Object.entries(values).map(([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`),
  ].join(' ')
}

const go = (module: string, args: readonly string[]): Promise<void> =>
  new Promise((resolve, reject) => {
    const cwd = fileURLToPath(new URL(`modules/${module}`, import.meta.url))
    const env = { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-mod=readonly -buildvcs=false' }
    const child = spawn('go', args, { cwd, env, stdio: ['ignore', 'ignore', 'pipe'] })
    let said = ''
    child.stderr.setEncoding('utf8').on('data', text => {
      said = `${said}${text}`.slice(-4000)
    })
    child.once('error', reject)
    child.once('close', code => {
      if (code === 0) resolve()
      else
        reject(
          new Error(
            `go build in spec/cluster/controlPlane/modules/${module} failed: is a Go module proxy within reach?\n${said}`,
          ),
        )
    })
  })
