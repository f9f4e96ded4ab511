import type { Log } from '../log.ts'

/** What is told of certificates: for logs and metrics. Holds no key. */
export type CertificateEvent =
  /** A certificate was read that can be served: `isNew` when it is another one than before. */
  | { readonly _tag: 'Read'; readonly isNew: boolean; readonly notAfterMs: number }
  /** One was looked for, and cannot be served: the one before stays. `isNew`: not what was said the last time. */
  | { readonly _tag: 'Unreadable'; readonly isNew: boolean; readonly problem: string }
  /** Something was written to the cluster: `secret demo/tls: a new authority, …`. */
  | { readonly _tag: 'Written'; readonly what: string; readonly why: string; readonly isRepair: boolean }
  /** Something else failed, which is tried again. */
  | { readonly _tag: 'Failed'; readonly problem: string }

export type ObserveCertificates = (event: CertificateEvent) => void

/** Each thing once: readings that say the same again are left out. */
export const logCertificates =
  (log: Log): ObserveCertificates =>
  event => {
    switch (event._tag) {
      case 'Read': {
        const until = new Date(event.notAfterMs).toISOString()
        if (event.isNew) log('info', `serving a new certificate, valid until ${until}`)
        return
      }
      case 'Unreadable':
        if (event.isNew) log('warn', event.problem)
        return
      case 'Written':
        log(event.isRepair ? 'warn' : 'info', `${event.what}: ${event.why}`)
        return
      case 'Failed':
        log('warn', event.problem)
    }
  }
