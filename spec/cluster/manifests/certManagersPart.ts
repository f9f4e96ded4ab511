import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { issueAuthority, issueCertificate } from '../../../streams/drivers/certificates/issue.ts'
import { mergePatch } from '../access/myApps.ts'
import type { Administrator } from '../administrator.ts'
import { eventually } from '../eventually.ts'

/** What cert-manager does in a cluster, for one Certificate: it needs an image registry, which tests have not. */

const group = 'cert-manager.io'
const crds = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
const certificates = (namespace: string) => `/apis/${group}/v1/namespaces/${namespace}/certificates`

/** Its two kinds, with any fields. */
export const installCertManagerKinds = async ({ ask, send }: Administrator): Promise<void> => {
  for (const kind of ['Issuer', 'Certificate']) {
    const plural = `${kind.toLowerCase()}s`
    await ask('POST', crds, {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: `${plural}.${group}` },
      spec: {
        group,
        scope: 'Namespaced',
        names: { kind, plural },
        versions: [
          {
            ...{ name: 'v1', served: true, storage: true },
            schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
          },
        ],
      },
    })
  }
  await eventually('its kinds are served', async () => (await send('GET', certificates('default'))).code === 200)
}

/** Issues the Certificate of this name into a folder, as a pod has it, and writes its authority where it is asked for. */
export const issueAndInject = async (
  { ask }: Administrator,
  { namespace, name }: { readonly namespace: string; readonly name: string },
  folder: string,
): Promise<void> => {
  const { spec } = await ask('GET', `${certificates(namespace)}/${name}`)
  const life = { notBeforeMs: Date.now() - 60_000, notAfterMs: Date.now() + 3_600_000 }
  const authority = await issueAuthority({ subject: [{ CN: ['self-signed'] }], ...life })
  const hosts: readonly string[] = Object(spec).dnsNames
  const issued = await issueCertificate(authority, { subject: [], usage: 'server', hosts, ...life })
  await writeFile(join(folder, 'tls.crt'), issued.certificate)
  await writeFile(join(folder, 'tls.key'), issued.key)
  const caBundle = Buffer.from(authority.certificate).toString('base64')
  const asksForIt = ({ metadata }: { readonly metadata: { readonly annotations?: Record<string, string> } }): boolean =>
    metadata.annotations?.[`${group}/inject-ca-from`] === `${namespace}/${name}`
  for (const plural of ['mutatingwebhookconfigurations', 'validatingwebhookconfigurations']) {
    const path = `/apis/admissionregistration.k8s.io/v1/${plural}`
    for (const each of Object((await ask('GET', path)).items))
      if (asksForIt(each)) {
        const webhooks = each.webhooks.map((webhook: { readonly clientConfig: object }) => ({
          ...webhook,
          clientConfig: { ...webhook.clientConfig, caBundle },
        }))
        await ask('PATCH', `${path}/${each.metadata.name}`, { webhooks }, mergePatch)
      }
  }
  for (const each of Object((await ask('GET', crds)).items))
    if (asksForIt(each)) {
      const conversion = { webhook: { clientConfig: { caBundle } } }
      await ask('PATCH', `${crds}/${each.metadata.name}`, { spec: { conversion } }, mergePatch)
    }
}
