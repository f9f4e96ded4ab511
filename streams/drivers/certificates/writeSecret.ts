import type { Lives } from '../../../lib/certificates/lives.ts'
import type { SecretStep } from '../../../lib/certificates/planSecret.ts'
import { certificatesManager } from '../../../lib/certificates/targets.ts'
import { isRecord } from '../../../lib/json/fields.ts'
import { type KubeObject, kind, pathOf } from '../../../lib/kube/object.ts'
import type { WriteRequest } from '../../../lib/plan/writeRequest.ts'
import { base64Of } from '../../../lib/text/base64.ts'
import type { CertificateRequest, Identity, Subject } from './issue.ts'
import { certificateIn } from './readPair.ts'
import { type SecretContents, secretKeys } from './readSecret.ts'

/** Makes certificates. The default loads what that needs when it is first asked. */
export interface Issuing {
  readonly authority: (request: Omit<CertificateRequest, 'usage' | 'hosts'>) => Promise<Identity>
  readonly certificate: (authority: Identity, request: CertificateRequest) => Promise<Identity>
}

export const issuing: Issuing = {
  authority: async request => (await import('./issue.ts')).issueAuthority(request),
  certificate: async (authority, request) => (await import('./issue.ts')).issueCertificate(authority, request),
}

export interface SecretWriting {
  readonly secret: { readonly namespace: string; readonly name: string }
  readonly hosts: readonly string[]
  readonly lives: Lives
  readonly issuing: Issuing
  readonly nowMs: number
}

export const CertificateSecret = kind('', 'v1', 'Secret', 'secrets')

/** The common name of all authorities of this Secret, by which they are recognised in a caBundle. */
export const authoritySubject = ({ namespace, name }: SecretWriting['secret']): Subject => [
  { O: ['sluice'] },
  { CN: [`${namespace}/${name}`] },
]

/** As Node writes it. */
export const subjectText = (secret: SecretWriting['secret']): string =>
  authoritySubject(secret)
    .flatMap(part => Object.entries(part).map(([attribute, values]) => `${attribute}=${values.join('+')}`))
    .join('\n')

/** The request that carries out a step: POST where there is no Secret yet, else PUT of the one that was read. */
export const secretRequest = async (
  step: SecretStep,
  found: KubeObject | undefined,
  contents: SecretContents | undefined,
  { secret, hosts, lives, issuing, nowMs }: SecretWriting,
): Promise<WriteRequest> => {
  const notBeforeMs = nowMs - lives.skewMs
  const added = step.addAuthority
    ? await issuing.authority({ subject: authoritySubject(secret), notBeforeMs, notAfterMs: nowMs + lives.authorityMs })
    : undefined
  const authorityOf = (fingerprint: string) => contents?.authorities.get(fingerprint)
  const signer = (by: Exclude<SecretStep['serving'], 'Keep'>): Identity => {
    const { certificate, key } = (by === 'New' ? added : authorityOf(by.by)) ?? {}
    if (certificate === undefined || key === undefined) throw new Error('an authority without a key cannot sign')
    return { certificate, key }
  }
  const issue = async (by: Exclude<SecretStep['serving'], 'Keep'>): Promise<Identity> => {
    const authority = signer(by)
    const endMs = certificateIn(authority.certificate)?.validToDate.getTime() ?? Number.POSITIVE_INFINITY
    return issuing.certificate(authority, {
      subject: [{ CN: [hosts[0] ?? secret.name] }],
      usage: 'server',
      hosts,
      notBeforeMs,
      notAfterMs: Math.min(nowMs + lives.servingMs, endMs),
    })
  }
  const kept = contents?.pair
  const serving =
    step.serving === 'Keep' && kept !== undefined
      ? { certificate: kept.cert, key: kept.key }
      : await issue(step.serving === 'Keep' ? 'New' : step.serving)

  const data = {
    [secretKeys.cert]: serving.certificate,
    [secretKeys.key]: serving.key,
    [secretKeys.authorities]: [added, ...step.authorities.map(authorityOf)]
      .map(each => each?.certificate ?? '')
      .join(''),
    [secretKeys.authorityKeys]: [added, ...step.keys.map(authorityOf)].map(each => each?.key ?? '').join(''),
    [secretKeys.trusted]: step.trusted.map(fingerprint => `${fingerprint}\n`).join(''),
  }
  const encoded = Object.fromEntries(Object.entries(data).map(([key, text]) => [key, base64Of(text)]))
  const query = `?fieldManager=${encodeURIComponent(certificatesManager)}`
  const contentType = 'application/json'
  if (found === undefined) {
    const { namespace, name } = secret
    const metadata = { namespace, name, labels: { 'app.kubernetes.io/managed-by': 'sluice' } }
    const body = { apiVersion: 'v1', kind: 'Secret', metadata, type: 'kubernetes.io/tls', data: encoded }
    return { method: 'POST', path: `${pathOf(CertificateSecret, namespace)}${query}`, contentType, body }
  }
  const others = 'data' in found && isRecord(found.data) ? found.data : {}
  const body = { ...found, data: { ...others, ...encoded } }
  return {
    method: 'PUT',
    path: `${pathOf(CertificateSecret, secret.namespace, secret.name)}${query}`,
    contentType,
    body,
  }
}
