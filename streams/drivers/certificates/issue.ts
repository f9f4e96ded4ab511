import 'reflect-metadata'
import { createPrivateKey, webcrypto } from 'node:crypto'
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509'

/**
 * X.509 version 3 with EC P-256 keys. The library behind it costs memory: import
 * this file when something is to be issued, not before.
 */

/** A certificate and its private key, both PEM. */
export interface Identity {
  readonly certificate: string
  readonly key: string
}

/** A distinguished name in parts, so that no value needs escaping. */
export type Subject = { [attribute: string]: string[] }[]

interface Request {
  readonly subject: Subject
  readonly notBeforeMs: number
  readonly notAfterMs: number
  /** Hexadecimal. Default: drawn at random. */
  readonly serialNumber?: string
}

export interface CertificateRequest extends Request {
  readonly usage: 'server' | 'client'
  /** Names and addresses of a server. */
  readonly hosts?: readonly string[]
}

const keyAlgorithm = { name: 'ECDSA', namedCurve: 'P-256' }
const signingAlgorithm = { name: 'ECDSA', hash: 'SHA-256' }

/** A new authority, signed by itself. */
export const issueAuthority = async ({ subject, ...request }: Request): Promise<Identity> => {
  const keys = await newKeys()
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: subject,
    keys,
    ...common(request),
    extensions: [
      new BasicConstraintsExtension(true, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature | KeyUsageFlags.keyCertSign, true),
      // Authorities that follow one another may have one name: these tell them apart.
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return identityOf(certificate, keys)
}

/** A new certificate of a server or client, signed by `authority`, whose key is P-256 in PKCS #8. */
export const issueCertificate = async (
  authority: Identity,
  { subject, usage, hosts = [], ...request }: CertificateRequest,
): Promise<Identity> => {
  const [keys, signer] = [await newKeys(), new X509Certificate(authority.certificate)]
  const signingKey = createPrivateKey(authority.key).toCryptoKey(keyAlgorithm, false, ['sign'])
  const certificate = await X509CertificateGenerator.create({
    subject,
    issuer: signer.subjectName,
    publicKey: keys.publicKey,
    signingKey,
    ...common(request),
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([usage === 'server' ? ExtendedKeyUsage.serverAuth : ExtendedKeyUsage.clientAuth]),
      await AuthorityKeyIdentifierExtension.create(signer.publicKey),
      ...(hosts.length === 0
        ? []
        : [new SubjectAlternativeNameExtension(hosts.map(host => ({ type: nameType(host), value: host })))]),
    ],
  })
  return identityOf(certificate, keys)
}

const common = ({ notBeforeMs, notAfterMs, serialNumber }: Omit<Request, 'subject'>) => ({
  signingAlgorithm,
  notBefore: new Date(notBeforeMs),
  notAfter: new Date(notAfterMs),
  ...(serialNumber !== undefined && { serialNumber }),
})

const newKeys = () => webcrypto.subtle.generateKey(keyAlgorithm, true, ['sign', 'verify'])

const nameType = (host: string): 'ip' | 'dns' => (/^[\d.]+$|:/.test(host) ? 'ip' : 'dns')

const identityOf = async (
  certificate: X509Certificate,
  { privateKey }: webcrypto.CryptoKeyPair,
): Promise<Identity> => ({
  certificate: `${certificate.toString('pem')}\n`,
  key: `${PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', privateKey), 'PRIVATE KEY')}\n`,
})
