import type { ObserveCertificates } from '../certificates/certificateEvent.ts'
import type { Log } from './log.ts'

/** Logs the events of certificates that concern a person, each once. */

export const logCertificates =
  (log: Log): ObserveCertificates =>
  event => {
    switch (event._tag) {
      case 'Read':
        return
      case 'Unreadable':
        if (event.isNew) log('warn', event.problem)
        return
      case 'Serving':
        log('info', `serving a certificate that is valid until ${new Date(event.notAfterMs).toISOString()}`)
        return
      case 'Written':
        log(event.isRepair ? 'warn' : 'info', `${event.what}: ${event.why}`)
        return
      case 'Failed':
        log('warn', event.problem)
    }
  }
