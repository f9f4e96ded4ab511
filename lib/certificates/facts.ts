/** What the decisions about certificates are made from. Fingerprints name certificates; no key is in here. */

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
  /** What in it is not as we would have written it. */
  readonly problems: readonly string[]
}

/** An authority in a caBundle. */
export interface BundleFacts extends CertificateFacts {
  /** It has the name of our own authorities. */
  readonly isOurs: boolean
}

export const emptySecret: SecretFacts = { authorities: [], trusted: [], problems: [] }
