import { type CertificateRules, certificateRules } from '../certificates/rules.ts'
import type { CertificateTarget } from '../certificates/targets.ts'
import type { Manifest } from '../kube/object.ts'
import { admissionConfigurations } from '../reviews/configurations.ts'
import { type Installation, installationLabels, needsCertificate } from './installation.ts'

/** The part of an installation that its webhooks need. */
type Served = Pick<Installation, 'name' | 'namespace' | 'webhooks'>

/** The Service of the webhooks of an installation. The Secret with their certificates has the same name. */
export const webhookService = ({ name, namespace }: Served) => ({ namespace, name: `${name}-webhooks`, port: 443 })

/** The configurations that register its webhooks for admission. The program fills in their caBundles. */
export const configurations = (served: Served): readonly Manifest[] =>
  admissionConfigurations(served.name, served.webhooks ?? [], { service: webhookService(served) }).map(each => ({
    ...each,
    metadata: { ...each.metadata, labels: installationLabels(served) },
  }))

/** The objects with a caBundle for its webhooks: what registers them, and the CRDs that they convert. */
export const certificateTargets = (served: Served): readonly CertificateTarget[] => {
  const converting = (served.webhooks ?? []).filter(({ _tag }) => _tag === 'Conversion')
  return [
    ...converting.map(({ resource: { plural, group } }) => ({
      kind: 'CustomResourceDefinition' as const,
      name: `${plural}.${group}`,
    })),
    ...configurations(served).map(({ kind, metadata: { name } }) => ({
      kind: kind === mutating ? mutating : validating,
      name,
    })),
  ]
}

const mutating = 'MutatingWebhookConfiguration' as const
const validating = 'ValidatingWebhookConfiguration' as const

/** The rights that the certificates of its webhooks, and of secure metrics, need. */
export const certificateRulesOf = (installation: Installation): CertificateRules =>
  needsCertificate(installation) && installation.certificates !== 'cert-manager'
    ? certificateRules({ secret: webhookService(installation), targets: certificateTargets(installation) })
    : { namespaced: [], cluster: [] }
