import type { KeyObject, X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { isLeft } from 'fp-ts/lib/Either.js'
import type { BundleFacts, CertificateFacts, SecretFacts } from '../../../lib/certificates/facts.ts'
import { isRecord } from '../../../lib/json/fields.ts'
import type { KubeObject } from '../../../lib/kube/object.ts'
import { certificateIn, type Pair, privateKeyIn, readPair } from './readPair.ts'

/** A Secret of ours, read: what is decided from, and what it names. */
export interface SecretContents {
  readonly facts: SecretFacts
  /** By fingerprint; the key is there where it can sign. */
  readonly authorities: ReadonlyMap<string, { readonly certificate: string; readonly key?: string }>
  /** The serving certificate; `undefined` where the Secret has none. */
  readonly pair: Pair | undefined
}

/** The keys of the Secret's data. `tls.crt` and `tls.key` are what its type wants, `ca.crt` what clients look for. */
export const secretKeys = {
  cert: 'tls.crt',
  key: 'tls.key',
  authorities: 'ca.crt',
  authorityKeys: 'ca.key',
  trusted: 'ca.trusted',
} as const

/** Reads a Secret. An unusable entry counts as absent, and is a problem whose words hold nothing of its content. */
export const readSecret = (secret: KubeObject, hosts: readonly string[]): SecretContents => {
  const data = 'data' in secret && isRecord(secret.data) ? secret.data : {}
  const textOf = (key: string): string => Buffer.from(String(data[key] ?? ''), 'base64').toString('utf8')
  const problems: string[] = []

  const certificates = certificatesIn(textOf(secretKeys.authorities))
  if (certificates.some(each => each === undefined || !each.ca))
    problems.push('ca.crt holds something that is no authority')
  const keys = keysIn(textOf(secretKeys.authorityKeys))
  const known = certificates.flatMap(each => (each?.ca === true ? [each] : []))
  const keyOf = (certificate: X509Certificate) =>
    keys.find(key => key !== undefined && certificate.checkPrivateKey(key))
  if (keys.some(key => key === undefined || !known.some(each => each.checkPrivateKey(key)))) {
    problems.push('ca.key holds something that is the key of no authority')
  }
  const authorities = new Map(
    known.map(certificate => {
      const key = keyOf(certificate)?.export({ type: 'pkcs8', format: 'pem' })
      return [
        certificate.fingerprint256,
        { certificate: pemOf(certificate), ...(key !== undefined && { key: String(key) }) },
      ]
    }),
  )

  const read = readPair(textOf(secretKeys.cert), textOf(secretKeys.key))
  const pair = isLeft(read) ? undefined : read.right
  const certificate = pair === undefined ? undefined : certificateIn(pair.cert)
  const issuer = certificate && known.find(each => certificate.checkIssued(each) && certificate.verify(each.publicKey))
  if (isLeft(read)) problems.push(read.left)
  else if (issuer === undefined) problems.push('tls.crt is by no authority of ca.crt')

  const trusted = textOf(secretKeys.trusted)
    .split('\n')
    .filter(line => line !== '')
  return {
    facts: {
      authorities: known.map(each => ({ ...factsOf(each), canSign: keyOf(each) !== undefined })),
      trusted,
      problems,
      ...(certificate !== undefined &&
        issuer !== undefined && {
          serving: {
            ...factsOf(certificate),
            issuer: issuer.fingerprint256,
            isForHosts: hosts.every(host => isFor(certificate, host)),
          },
        }),
    },
    authorities,
    pair: issuer === undefined ? undefined : pair,
  }
}

/** A caBundle in base64. `hasOther`: a part of it is not a certificate. */
export const readBundle = (
  caBundle: string,
  subject: string,
): {
  readonly facts: readonly BundleFacts[]
  readonly pems: ReadonlyMap<string, string>
  readonly hasOther: boolean
} => {
  const text = Buffer.from(caBundle, 'base64').toString('utf8')
  const certificates = certificatesIn(text)
  const known = certificates.flatMap(each => each ?? [])
  return {
    facts: known.map(each => ({ ...factsOf(each), isOurs: each.ca && each.subject === subject })),
    pems: new Map(known.map(each => [each.fingerprint256, pemOf(each)])),
    hasOther: known.length < certificates.length || (known.length === 0 && text.trim() !== ''),
  }
}

const certificatesIn = (text: string): readonly (X509Certificate | undefined)[] =>
  blocksOf(text, 'CERTIFICATE').map(certificateIn)

/** Only those that we can sign with. */
const keysIn = (text: string): readonly (KeyObject | undefined)[] =>
  blocksOf(text, '(?:[A-Z]+ )?PRIVATE KEY').map(block => {
    const key = privateKeyIn(block)
    return key?.asymmetricKeyDetails?.namedCurve === 'prime256v1' ? key : undefined
  })

/** A block that is begun and not ended counts as one that cannot be read. */
const blocksOf = (text: string, label: string): readonly string[] =>
  text.split(new RegExp(`(?=-----BEGIN ${label}-----)`)).filter(block => block.trim() !== '')

const factsOf = ({ fingerprint256, validFromDate, validToDate }: X509Certificate): CertificateFacts => ({
  fingerprint: fingerprint256,
  notBeforeMs: validFromDate.getTime(),
  notAfterMs: validToDate.getTime(),
})

const isFor = (certificate: X509Certificate, host: string): boolean =>
  isIP(host) === 0
    ? certificate.checkHost(host, { subject: 'never' }) !== undefined
    : certificate.checkIP(host) !== undefined

const pemOf = (certificate: X509Certificate): string => `${certificate.toString().trim()}\n`
