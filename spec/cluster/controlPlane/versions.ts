/**
 * The Kubernetes versions that are tested, by minor. Each has a Go module under
 * modules/ that names the same version. KUBERNETES_MINOR chooses; the first is the default.
 */
export const kubernetesVersions = { '1.36': '1.36.3', '1.35': '1.35.4' } as const

export type KubernetesMinor = keyof typeof kubernetesVersions

/** The minor that the embedded server models. */
export const modelledMinor: KubernetesMinor = '1.36'

export const kwokVersion = '0.8.0'

/** The minor that KUBERNETES_MINOR names. Throws if it is not listed above. */
export const chosenMinor = (env: Readonly<Record<string, string | undefined>> = process.env): KubernetesMinor => {
  const asked = env.KUBERNETES_MINOR ?? '1.36'
  if (isMinor(asked)) return asked
  const known = Object.keys(kubernetesVersions).join(' or ')
  throw new Error(`KUBERNETES_MINOR=${asked} is not known here: use ${known}`)
}

const isMinor = (text: string): text is KubernetesMinor => Object.hasOwn(kubernetesVersions, text)
