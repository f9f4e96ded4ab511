import type { Observable } from 'rxjs'

/** What a TLS server shows of itself, and its key; both PEM, the certificate first in its chain. */
export interface ServerCertificate {
  readonly cert: string
  readonly key: string
}

/** Where a server has its certificate from. */
export interface Certificates {
  /**
   * The present one on subscription (as soon as there is one), then each new one.
   * Never errors, never completes; however many subscribe, the work behind it is
   * done once, and ends with the last subscription.
   */
  readonly certificate$: Observable<ServerCertificate>
  /** When the one last emitted expires, in milliseconds since the epoch; `undefined` before the first. */
  readonly notAfter: () => number | undefined
}
