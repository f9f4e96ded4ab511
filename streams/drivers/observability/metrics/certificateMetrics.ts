import type { ObserveCertificates } from '../../certificates/certificateEvent.ts'
import type { Instruments } from './instruments.ts'

/** controller-runtime's metrics of certificates, under its names, and when each certificate expires. */
export const certificateMetrics = ({ counter, gauge }: Instruments): ((certificate: string) => ObserveCertificates) => {
  const reads = counter('certwatcher_read_certificate_total', 'Total number of certificate reads')
  const errors = counter('certwatcher_read_certificate_errors_total', 'Total number of certificate read errors')
  const expiry = gauge(
    'sluice_certificate_expiry_timestamp_seconds',
    'When the certificate that is served expires, in seconds since the epoch',
    ['certificate'],
  )
  return certificate => event => {
    if (event._tag === 'Serving') expiry.set({ certificate }, event.notAfterMs / 1000)
    if (event._tag === 'Read' || event._tag === 'Unreadable') reads.inc()
    if (event._tag === 'Unreadable') errors.inc()
  }
}
