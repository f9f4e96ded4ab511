import { delimiter, join } from 'node:path'
import { build, builtBefore } from './build.ts'
import { exists } from './exists.ts'
import type { KubernetesMinor } from './versions.ts'

/** The programs of a control plane; KWOK stands in for the kubelet. */
export const programs = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kwok'] as const
export type ProgramName = (typeof programs)[number]

/** The path of each. */
export type Binaries = (name: ProgramName) => string

/**
 * Finds the binaries of a control plane in the folder KUBEBUILDER_ASSETS, and builds
 * those that are missing from Go modules into the user's cache folder. Throws one line
 * that says what to install if it can do neither.
 */
export const binaries = async (minor: KubernetesMinor, tell: (line: string) => void): Promise<Binaries> => {
  const assets = process.env.KUBEBUILDER_ASSETS
  const found = new Map<ProgramName, string>()
  for (const name of programs) {
    const given = assets === undefined ? undefined : join(assets, name)
    const path = given !== undefined && (await exists(given)) ? given : await builtBefore(name, minor)
    if (path !== undefined) found.set(name, path)
  }
  const missing = programs.filter(name => !found.has(name))
  if (missing.length > 0 && !(await isInstalled('go'))) throw new Error(remedy(assets, missing))
  for (const name of missing) found.set(name, await build(name, minor, tell))
  return name => found.get(name) ?? name
}

const isInstalled = async (program: string): Promise<boolean> => {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(folder => folder !== '')
  return (await Promise.all(folders.map(folder => exists(join(folder, program))))).includes(true)
}

const remedy = (assets: string | undefined, missing: readonly string[]): string => {
  const lacks = `it lacks ${missing.join(', ')}`
  return assets === undefined
    ? 'the cluster tests need a control plane: install Go 1.26 or later, or set KUBEBUILDER_ASSETS to a folder of binaries, or USE_EXISTING_CLUSTER=true with KUBECONFIG'
    : `KUBEBUILDER_ASSETS=${assets}: ${lacks}: put them there, or install Go 1.26 or later to build them`
}
