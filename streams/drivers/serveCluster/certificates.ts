import 'reflect-metadata'
import { webcrypto } from 'node:crypto'
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509'

/** Certificates are valid from an hour before they are made (clocks differ) and for ten years. */
const validBeforeMs = 3_600_000
const validForMs = 10 * 365 * 86_400_000

const keyAlgorithm = { name: 'ECDSA', namedCurve: 'P-256' }
const signingAlgorithm = { name: 'ECDSA', hash: 'SHA-256' }

/** A certificate and its private key, both PEM. */
export interface Identity {
  readonly certificate: string
  readonly key: string
}

export interface Authority {
  /** The authority's own certificate, PEM. */
  readonly ca: string
  /** For a server that is reached as localhost, 127.0.0.1, ::1 or by one of `hosts`. */
  readonly server: (hosts?: readonly string[]) => Promise<Identity>
  /** For a user of the API server: the common name is the user, the organisations are its groups. */
  readonly client: (user: string, groups: readonly string[]) => Promise<Identity>
}

/** A new certificate authority of its own (EC P-256, X.509 version 3). */
export const createAuthority = async (nowMs: number): Promise<Authority> => {
  const keys = await newKeys()
  const name = 'CN=sluice-ca'
  const dates = { notBefore: new Date(nowMs - validBeforeMs), notAfter: new Date(nowMs + validForMs) }
  const ca = await X509CertificateGenerator.createSelfSigned({
    name,
    keys,
    signingAlgorithm,
    ...dates,
    serialNumber: '01',
    extensions: [
      new BasicConstraintsExtension(true, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature | KeyUsageFlags.keyCertSign, true),
    ],
  })
  let serial = 1
  const issue = async (subject: Subject, extensions: Extension[]): Promise<Identity> => {
    const own = await newKeys()
    serial += 1
    const certificate = await X509CertificateGenerator.create({
      subject,
      issuer: name,
      publicKey: own.publicKey,
      signingKey: keys.privateKey,
      signingAlgorithm,
      ...dates,
      serialNumber: serial.toString(16).padStart(2, '0'),
      extensions: [
        new BasicConstraintsExtension(false, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
        ...extensions,
      ],
    })
    return { certificate: pemOf(certificate), key: await pemOfKey(own.privateKey) }
  }
  return {
    ca: pemOf(ca),
    server: (hosts = []) =>
      issue(
        [{ CN: ['sluice-apiserver'] }],
        [
          new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
          new SubjectAlternativeNameExtension(
            [...new Set(['localhost', '127.0.0.1', '::1', ...hosts])].map(host => ({
              type: nameType(host),
              value: host,
            })),
          ),
        ],
      ),
    client: (user, groups) =>
      issue(
        [...groups.map(group => ({ O: [group] })), { CN: [user] }],
        [new ExtendedKeyUsageExtension([ExtendedKeyUsage.clientAuth])],
      ),
  }
}

/** A distinguished name in parts, so that no value needs escaping. */
type Subject = { [attribute: string]: string[] }[]

const newKeys = () => webcrypto.subtle.generateKey(keyAlgorithm, true, ['sign', 'verify'])

const nameType = (host: string): 'ip' | 'dns' => (/^[\d.]+$|:/.test(host) ? 'ip' : 'dns')

const pemOf = (certificate: X509Certificate): string => `${certificate.toString('pem')}\n`

const pemOfKey = async (key: webcrypto.CryptoKey): Promise<string> =>
  `${PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')}\n`
