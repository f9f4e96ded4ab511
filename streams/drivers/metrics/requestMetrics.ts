import type { Instruments } from './instruments.ts'

/** One request to the API server that was answered, or failed. */
export interface ObservedRequest {
  readonly method: string
  /** Host and port of the API server. */
  readonly host: string
  /** Of HTTP. Absent: no complete answer. */
  readonly code?: number
}

/** What client-go tells of requests, in its names: a failed connection has the code `<error>`. */
export const requestMetrics = ({ counter }: Instruments): ((request: ObservedRequest) => void) => {
  const total = counter(
    'rest_client_requests_total',
    'Number of HTTP requests, partitioned by status code, method, and host',
    ['code', 'method', 'host'],
  )
  return ({ code, method, host }) => total.inc({ code: code === undefined ? '<error>' : String(code), method, host })
}
