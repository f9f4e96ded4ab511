import type { ApiFailure } from '../../../lib/kube/failure.ts'

/** One line for people: what went wrong with `server`, and what to do. */
export const explain = (failure: ApiFailure, server: string): string =>
  failure._tag === 'Status' ? explainStatus(failure, server) : explainConnection(failure.message, server)

const explainStatus = (failure: Extract<ApiFailure, { _tag: 'Status' }>, server: string): string => {
  const { code, message } = failure
  if (code === 401) return `${server} rejected the credentials (401 ${message}): log in again, or renew the token`
  if (code === 403) return `${server} forbids this (403): ${message}: grant it by RBAC, or use another user`
  if (code === 429) return `${server} is overloaded (429): ${message}: try again${after(failure.retryAfterMs)}`
  if (code >= 300 && code < 400) return `${server} answered ${code} (${message}): is it the address of an API server?`
  if (code >= 500) return `${server} failed (${code}): ${message}: try again${after(failure.retryAfterMs)}`
  return `${server} refused (${code}): ${message}`
}

const after = (ms: number | undefined): string => (ms === undefined ? ' later' : ` in ${Math.ceil(ms / 1000)} s`)

const explainConnection = (message: string, server: string): string => {
  const known = connectionFailures.find(([pattern]) => pattern.test(message))
  if (known === undefined) return `${server}: ${message}`
  const proxy = /through proxy \S+(?=\))/.exec(message)
  return `${server}${proxy === null ? '' : `, ${proxy[0]},`} ${known[1]}`
}

/** By the codes of Node and undici, which `failureOfConnection` puts in front of each message. */
const connectionFailures: readonly (readonly [RegExp, string])[] = [
  [/ECONNREFUSED/, 'refuses connections: is the API server running, and is the port right?'],
  [/ENOTFOUND|EAI_AGAIN/, 'cannot be found: its host name does not resolve; check `server` in the kubeconfig, and DNS'],
  [
    /UND_ERR_CONNECT_TIMEOUT|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH/,
    'does not answer: check the network, VPN, firewall, and `server` in the kubeconfig',
  ],
  [/UND_ERR_(HEADERS|BODY)_TIMEOUT/, 'took too long to answer: it is overloaded, or the connection was lost'],
  [/CERT_HAS_EXPIRED/, 'has an expired certificate: renew it, or set the clock of this machine'],
  [/CERT_NOT_YET_VALID/, 'has a certificate that is not yet valid: set the clock of this machine, or wait'],
  [
    /SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_(GET_ISSUER|VERIFY)|CERT_UNTRUSTED|INVALID_CA|CERT_SIGNATURE_FAILURE/,
    'has a certificate of an unknown authority: set `certificate-authority` in the kubeconfig',
  ],
  [
    /ERR_TLS_CERT_ALTNAME_INVALID/,
    'has a certificate for another host name: correct `server`, or set `tls-server-name` in the kubeconfig',
  ],
  [
    /ALERT|alert (bad certificate|unknown ca|certificate|handshake failure)/i,
    'rejected the client certificate: renew `client-certificate` in the kubeconfig',
  ],
  [/WRONG_VERSION_NUMBER|PACKET_LENGTH|EPROTO/, 'does not speak TLS: check the port, and https:// in `server`'],
  [/Proxy response \((\d+)\)|PROXY|SOCKS/i, 'cannot be reached: the proxy refused; check `proxy-url` or $HTTPS_PROXY'],
  [/ECONNRESET|EPIPE|UND_ERR_SOCKET/, 'broke the connection: try again'],
]
