import { createPrivateKey, X509Certificate } from 'node:crypto'
import { createSecureContext } from 'node:tls'
import { type Either, left, right } from 'fp-ts/lib/Either.js'
import { messageOf } from '../../../lib/text/messageOf.ts'
import type { ServerCertificate } from '../serving/serverCertificate.ts'

/** A certificate and its own key. */
export interface Pair extends ServerCertificate {
  readonly fingerprint: string
  readonly notAfterMs: number
}

/** `left`: why a server could not use these two texts. Never says what is in them. */
export const readPair = (cert: string, key: string): Either<string, Pair> => {
  const certificate = certificateIn(cert)
  if (certificate === undefined) return left('tls.crt is not a certificate in PEM form')
  const privateKey = privateKeyIn(key)
  if (privateKey === undefined) return left('tls.key is not a private key in PEM form')
  if (!certificate.checkPrivateKey(privateKey)) return left('tls.key is not the key of tls.crt')
  try {
    // The rest of the chain is looked at as well.
    createSecureContext({ cert, key })
  } catch (error) {
    return left(`tls.crt cannot be served: ${messageOf(error)}`)
  }
  const { fingerprint256: fingerprint, validToDate } = certificate
  return right({ cert, key, fingerprint, notAfterMs: validToDate.getTime() })
}

/** The first one of a text. */
export const certificateIn = (pem: string): X509Certificate | undefined => {
  try {
    return new X509Certificate(pem)
  } catch {
    return undefined
  }
}

export const privateKeyIn = (pem: string) => {
  try {
    return createPrivateKey(pem)
  } catch {
    return undefined
  }
}
