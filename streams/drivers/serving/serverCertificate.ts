import type { Observable } from 'rxjs'

/** The certificate of a TLS server, first in its chain, and its private key; both PEM. */
export interface ServerCertificate {
  readonly cert: string
  readonly key: string
}

/** The source of a server's certificate. */
export interface Certificates {
  /**
   * Emits the present certificate on subscription (as soon as there is one), then each new one.
   * Never errors or completes. All subscribers share the work behind it, which ends with the
   * last subscription.
   */
  readonly certificate$: Observable<ServerCertificate>
  /** When the certificate last emitted expires, in ms since the epoch; `undefined` before the first. */
  readonly notAfter: () => number | undefined
}
