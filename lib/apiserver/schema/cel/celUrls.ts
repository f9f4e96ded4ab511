import type { Environment } from '@marcbachmann/cel-js'

/** An absolute URI, or a path from the root of a server: what Go's url.ParseRequestURI takes. */
export const isUrl = (text: string): boolean => /^[a-z][a-z0-9+.-]*:\/\/[^\s/]+/i.test(text) || /^\/\S*$/.test(text)

/** A URL as CEL knows it; of a path alone, scheme and host are empty. */
class Url {
  readonly url: URL
  readonly absolute: boolean
  constructor(text: string) {
    if (!isUrl(text))
      throw new Error(`URL parse error during conversion from string: parse "${text}": invalid URI for request`)
    this.absolute = !text.startsWith('/')
    this.url = new URL(text, 'http://path')
  }
}

export const registerUrls = (environment: Environment): void => {
  const part = (name: string, of: (url: URL) => string) =>
    environment.registerFunction(`kubernetes.URL.${name}(): string`, ({ url, absolute }: Url) =>
      absolute ? of(url) : '',
    )
  environment
    .registerType('kubernetes.URL', Url)
    .registerFunction('isURL(string): bool', isUrl)
    .registerFunction('url(string): kubernetes.URL', (text: string) => new Url(text))
    .registerFunction('kubernetes.URL.getEscapedPath(): string', ({ url }: Url) => url.pathname)
    .registerFunction('kubernetes.URL.getQuery(): map<string, list<string>>', ({ url }: Url) =>
      Object.fromEntries([...new Set(url.searchParams.keys())].map(key => [key, url.searchParams.getAll(key)])),
    )
  part('getScheme', url => url.protocol.slice(0, -1))
  part('getHost', url => url.host)
  part('getHostname', url => url.hostname)
  part('getPort', url => url.port)
}
