import { once } from 'node:events'
import { connect, isIP, isIPv4, type Socket } from 'node:net'
import type { buildConnector } from 'undici'

const handshakeTimeoutMs = 10_000

/**
 * Connects through a SOCKS5 proxy (RFC 1928, with RFC 1929 passwords); the proxy
 * resolves host names. undici's own is experimental, warns on stderr and fails
 * on servers that are named by an IP address.
 */
export const socks5Connector =
  (proxy: URL, connectTls: buildConnector.connector): buildConnector.connector =>
  (options, callback) => {
    const port = Number(options.port) || (options.protocol === 'https:' ? 443 : 80)
    tunnel(proxy, options.hostname.replace(/^\[|\]$/g, ''), port).then(
      socket => {
        if (options.protocol === 'https:') connectTls({ ...options, httpSocket: socket }, callback)
        else callback(null, socket)
      },
      (error: Error) => callback(error, null),
    )
  }

const tunnel = async (proxy: URL, host: string, port: number): Promise<Socket> => {
  const socket = connect({
    host: proxy.hostname.replace(/^\[|\]$/g, ''),
    port: Number(proxy.port) || 1080,
    keepAlive: true,
    keepAliveInitialDelay: 30_000,
  })
  socket.setTimeout(handshakeTimeoutMs, () => socket.destroy(new Error('ETIMEDOUT: the SOCKS proxy does not answer')))
  try {
    await once(socket, 'connect')
    await authenticate(socket, decodeURIComponent(proxy.username), decodeURIComponent(proxy.password))
    await ask(socket, host, port)
  } catch (error) {
    socket.destroy()
    throw error
  }
  socket.setTimeout(0)
  socket.removeAllListeners('timeout')
  return socket
}

const version = 5
const noAuthentication = 0
const byPassword = 2

const authenticate = async (socket: Socket, username: string, password: string): Promise<void> => {
  const offered = username === '' ? [noAuthentication] : [noAuthentication, byPassword]
  socket.write(Buffer.of(version, offered.length, ...offered))
  const [, chosen] = await bytes(socket, 2)
  if (chosen === noAuthentication) return
  if (chosen !== byPassword || username === '')
    throw new Error('the SOCKS proxy wants credentials that it was not given')
  const [user, secret] = [Buffer.from(username), Buffer.from(password)]
  socket.write(Buffer.concat([Buffer.of(1, user.length), user, Buffer.of(secret.length), secret]))
  const [, refused] = await bytes(socket, 2)
  if (refused !== 0) throw new Error('the SOCKS proxy rejected the user name or password')
}

const ask = async (socket: Socket, host: string, port: number): Promise<void> => {
  const name = Buffer.from(host)
  const address = isIPv4(host)
    ? Buffer.of(1, ...host.split('.').map(Number))
    : isIP(host) === 6
      ? Buffer.concat([Buffer.of(4), ipv6Bytes(host)])
      : Buffer.concat([Buffer.of(3, name.length), name])
  socket.write(Buffer.concat([Buffer.of(version, 1, 0), address, Buffer.of(port >> 8, port & 255)]))
  const [, refused = 1, , type] = await bytes(socket, 4)
  if (refused !== 0) throw new Error(`the SOCKS proxy refused: ${refusals[refused] ?? `code ${refused}`}`)
  const length = type === 1 ? 4 : type === 4 ? 16 : ((await bytes(socket, 1))[0] ?? 0)
  await bytes(socket, length + 2)
}

const refusals: Readonly<Record<number, string>> = {
  1: 'general failure',
  2: 'not allowed by its rules',
  3: 'network unreachable',
  4: 'host unreachable',
  5: 'connection refused by the server',
  6: 'time to live expired',
  7: 'command not supported',
  8: 'address type not supported',
}

const ipv6Bytes = (address: string): Buffer => {
  const [head = '', tail] = address.split('::')
  const groups = (text: string): number[] =>
    text === '' ? [] : text.split(':').map(group => Number.parseInt(group, 16))
  const [before, after] = [groups(head), groups(tail ?? '')]
  const middle: number[] = tail === undefined ? [] : Array(8 - before.length - after.length).fill(0)
  return Buffer.from([...before, ...middle, ...after].flatMap(group => [group >> 8, group & 255]))
}

/** Exactly so many bytes; what comes after them stays in the socket. */
const bytes = async (socket: Socket, length: number): Promise<Buffer> => {
  for (;;) {
    const found: Buffer | null = socket.read(length)
    if (found !== null && found.length === length) return found
    if (found !== null || socket.readableEnded || socket.destroyed)
      throw new Error('the SOCKS proxy ended the connection')
    await Promise.race([once(socket, 'readable'), once(socket, 'close')])
  }
}
