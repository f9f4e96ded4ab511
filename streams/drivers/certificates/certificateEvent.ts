/** An event of a certificate, for logs and metrics. Holds no key. */
export type CertificateEvent =
  /** A certificate was looked for, and found. */
  | { readonly _tag: 'Read' }
  /** It was looked for, and what is there cannot be served: the one before stays. `isNew`: not what was said the last time. */
  | { readonly _tag: 'Unreadable'; readonly isNew: boolean; readonly problem: string }
  /** From now on this one is served. */
  | { readonly _tag: 'Serving'; readonly notAfterMs: number }
  /** Something was written to the cluster: `Secret demo/tls`, `a new certificate, …`. */
  | { readonly _tag: 'Written'; readonly what: string; readonly why: string; readonly isRepair: boolean }
  /** Something else failed, and is tried again. An unchanged problem of the same object is emitted once. */
  | { readonly _tag: 'Failed'; readonly problem: string }

export type ObserveCertificates = (event: CertificateEvent) => void
