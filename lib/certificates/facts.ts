/** The facts that decide about certificates. Fingerprints name certificates; no key is among them. */

export interface CertificateFacts {
  readonly fingerprint: string
  /** Milliseconds since the epoch, as the next. */
  readonly notBeforeMs: number
  readonly notAfterMs: number
}

export interface AuthorityFacts extends CertificateFacts {
  /** Its key is there. */
  readonly canSign: boolean
}

/** The certificate that servers show. */
export interface ServingFacts extends CertificateFacts {
  /** The fingerprint of the authority that signed it. */
  readonly issuer: string
  /** It is for all names and addresses that are asked for. */
  readonly isForHosts: boolean
}

/** A Secret, as far as it can be read. */
export interface SecretFacts {
  readonly authorities: readonly AuthorityFacts[]
  /** Absent: none that its key and one of the authorities belong to. */
  readonly serving?: ServingFacts
  /** Fingerprints of the authorities that every target is known to trust. */
  readonly trusted: readonly string[]
  /** How the Secret differs from what the runtime would have written. */
  readonly problems: readonly string[]
}

/** An authority in a caBundle. */
export interface BundleFacts extends CertificateFacts {
  /** It has the name of our own authorities. */
  readonly isOurs: boolean
}

export const emptySecret: SecretFacts = { authorities: [], trusted: [], problems: [] }
