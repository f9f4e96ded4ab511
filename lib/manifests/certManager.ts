import { serviceHosts } from '../certificates/rules.ts'
import type { Manifest } from '../kube/object.ts'
import { type Installation, needsCertificate, placed } from './installation.ts'
import { webhookService } from './webhooks.ts'

/** Where the pods find the certificate. */
export const certificateFolder = '/certificates'

/** Whether cert-manager makes the certificate, and not the program itself. */
export const usesCertManager = (installation: Installation): boolean =>
  installation.certificates === 'cert-manager' && needsCertificate(installation)

/** The certificate of the webhooks and of secure metrics, signed by itself: it lies in the Secret `<name>-webhooks`. */
export const certManagerObjects = (installation: Installation): readonly Manifest[] => {
  if (!usesCertManager(installation)) return []
  const { namespace, name } = installation
  const metadata = placed(installation, '-webhooks')
  return [
    { apiVersion: 'cert-manager.io/v1', kind: 'Issuer', metadata, spec: { selfSigned: {} } },
    {
      apiVersion: 'cert-manager.io/v1',
      kind: 'Certificate',
      metadata,
      spec: {
        secretName: webhookService(installation).name,
        dnsNames: [webhookService(installation).name, `${name}-metrics`].flatMap(host =>
          serviceHosts({ namespace, name: host }),
        ),
        issuerRef: { kind: 'Issuer', name: metadata.name },
        usages: ['digital signature', 'server auth'],
        privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
      },
    },
  ]
}

/** Lets cert-manager write the authority of the certificate into what calls the webhooks. */
export const trusting = (installation: Installation, manifest: Manifest): Manifest => {
  if (!usesCertManager(installation)) return manifest
  const { metadata } = manifest
  const from = `${installation.namespace}/${webhookService(installation).name}`
  return {
    ...manifest,
    metadata: { ...metadata, annotations: { ...metadata.annotations, 'cert-manager.io/inject-ca-from': from } },
  }
}
