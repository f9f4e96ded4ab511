import type { ObservedRequest } from '../../connection/http/transport.ts'
import type { Instruments } from './instruments.ts'

/** client-go's metrics of requests, under its names: a failed connection has the code `<error>`. */
export const requestMetrics = ({ counter }: Instruments): ((request: ObservedRequest) => void) => {
  const total = counter(
    'rest_client_requests_total',
    'Number of HTTP requests, partitioned by status code, method, and host',
    ['code', 'method', 'host'],
  )
  return ({ code, method, host }) => total.inc({ code: code === undefined ? '<error>' : String(code), method, host })
}
