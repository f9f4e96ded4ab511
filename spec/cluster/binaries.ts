import { access } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { build } from './build.ts'
import type { KubernetesMinor } from './versions.ts'

/** The programs of a control plane, and the kubelet that stands in. */
export const programs = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kwok'] as const
export type ProgramName = (typeof programs)[number]

/** The path of each. */
export type Binaries = Readonly<Record<ProgramName, string>>

/**
 * The binaries of a control plane: those in the folder KUBEBUILDER_ASSETS, and
 * what it lacks, or without it all, built from Go modules into the user's cache
 * folder. Throws one line that says what to install where neither can be.
 */
export const binaries = async (minor: KubernetesMinor, tell: (line: string) => void): Promise<Binaries> => {
  const assets = process.env.KUBEBUILDER_ASSETS
  const given = assets === undefined ? [] : await presentIn(assets)
  const missing = programs.filter(name => !given.includes(name))
  if (missing.length > 0 && !(await isInstalled('go'))) throw new Error(remedy(assets, missing))
  const paths: Record<string, string> = {}
  for (const name of programs)
    paths[name] = assets !== undefined && given.includes(name) ? join(assets, name) : await build(name, minor, tell)
  return complete(paths)
}

const presentIn = async (folder: string): Promise<readonly ProgramName[]> => {
  const found = await Promise.all(programs.map(async name => ((await exists(join(folder, name))) ? [name] : [])))
  return found.flat()
}

const isInstalled = async (program: string): Promise<boolean> => {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(folder => folder !== '')
  return (await Promise.all(folders.map(folder => exists(join(folder, program))))).includes(true)
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

const remedy = (assets: string | undefined, missing: readonly string[]): string => {
  const lacks = `it lacks ${missing.join(', ')}`
  return assets === undefined
    ? 'the cluster tests need a control plane: install Go 1.26 or later, or set KUBEBUILDER_ASSETS to a folder of binaries, or USE_EXISTING_CLUSTER=true with KUBECONFIG'
    : `KUBEBUILDER_ASSETS=${assets}: ${lacks}: put them there, or install Go 1.26 or later to build them`
}

const complete = (paths: Readonly<Record<string, string>>): Binaries => {
  const of = (name: ProgramName): string => {
    const path = paths[name]
    if (path === undefined) throw new Error(`no path of ${name}`)
    return path
  }
  return {
    etcd: of('etcd'),
    'kube-apiserver': of('kube-apiserver'),
    'kube-controller-manager': of('kube-controller-manager'),
    'kube-scheduler': of('kube-scheduler'),
    kwok: of('kwok'),
  }
}
