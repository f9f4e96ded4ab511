import { BlockList, isIP, isIPv6 } from 'node:net'
import type { Environment } from '../credentials/clusterConfig.ts'

/**
 * The proxy for `server`: the kubeconfig's `proxy-url`, else `HTTPS_PROXY` or
 * `HTTP_PROXY` unless `NO_PROXY` excepts the host. Loopback addresses never go
 * through the environment's proxy. Lower-case names count too (kubectl's rules).
 */
export const proxyOf = (server: string, proxyUrl: string | undefined, env: Environment): string | undefined => {
  if (proxyUrl !== undefined) return proxyUrl
  const { protocol, hostname, port } = new URL(server)
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase()
  if (host === 'localhost' || loopback.check(host, isIPv6(host) ? 'ipv6' : 'ipv4')) return undefined
  const named = protocol === 'https:' ? env.HTTPS_PROXY || env.https_proxy : env.HTTP_PROXY || env.http_proxy
  if (!named) return undefined
  const excepted = (env.NO_PROXY || env.no_proxy || '')
    .split(',')
    .some(rule => excepts(rule.trim().toLowerCase(), host, port || (protocol === 'https:' ? '443' : '80')))
  return excepted ? undefined : named.includes('://') ? named : `http://${named}`
}

/** For messages. */
export const withoutPassword = (url: string): string => {
  if (!URL.canParse(url)) return url
  const { protocol, host } = new URL(url)
  return `${protocol}//${host}`
}

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

const excepts = (rule: string, host: string, port: string): boolean => {
  if (rule === '') return false
  if (rule === '*') return true
  const [network, bits] = rule.split('/')
  if (network !== undefined && bits !== undefined) return inSubnet(network, Number(bits), host)
  const withPort = /^(.+):(\d+)$/.exec(rule)
  const [name, wantedPort] = withPort === null || isIPv6(rule) ? [rule, undefined] : [withPort[1] ?? '', withPort[2]]
  if (wantedPort !== undefined && wantedPort !== port) return false
  const bare = name.replace(/^\*?\./, '')
  return (name === bare && host === bare) || host.endsWith(`.${bare}`)
}

const inSubnet = (network: string, bits: number, host: string): boolean => {
  const family = isIP(network)
  if (family === 0 || family !== isIP(host) || !Number.isInteger(bits) || bits < 0 || bits > (family === 6 ? 128 : 32))
    return false
  const subnet = new BlockList()
  subnet.addSubnet(network, bits, family === 6 ? 'ipv6' : 'ipv4')
  return subnet.check(host, family === 6 ? 'ipv6' : 'ipv4')
}
