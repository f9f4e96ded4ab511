import { host, segment } from '../image.ts'

/**
 * Why no kubelet takes an image for one, though it has the form that the schema asks for; `undefined` where one does.
 * The rules of the distribution project's parser that are not in its grammar.
 */
export const faultOfImage = (image: string): string | undefined => {
  const [named = '', digest] = image.split('@')
  if (/^[0-9a-f]{64}$/.test(image)) return 'must not be 64 hexadecimal digits, which would name an image by its id'
  const { path = '' } = normalised.exec(fullName(named.replace(/:[^:/]*$/, '')))?.groups ?? {}
  if (path === '') return 'must name a host with a dot or a port, or none, before the first slash'
  if (path.length > longestPath) return `must have a path of at most ${longestPath} characters`
  return digest === undefined ? undefined : faultOfDigest(digest)
}

const longestPath = 255

const normalised = new RegExp(`^(?:${host}/)?(?<path>${segment}(?:/${segment})*)$`)

/** With the host and the folder that are meant where they are not said: `nginx` is `docker.io/library/nginx`. */
const fullName = (name: string): string => {
  const [first = '', ...rest] = name.split('/')
  const isHost = rest.length > 0 && (first === 'localhost' || /[.:A-Z]/.test(first))
  if (isHost && first !== 'docker.io' && first !== 'index.docker.io') return name
  const path = isHost ? rest.join('/') : name
  return `docker.io/${path.includes('/') ? path : `library/${path}`}`
}

const digits: { readonly [algorithm: string]: number | undefined } = { sha256: 64, sha384: 96, sha512: 128 }

const faultOfDigest = (digest: string): string | undefined => {
  const [algorithm = '', encoded = ''] = digest.split(':')
  const length = digits[algorithm]
  if (length === undefined) return `must have a digest of ${Object.keys(digits).join(', ')}, not of ${algorithm}`
  return encoded.length === length && /^[0-9a-f]*$/.test(encoded)
    ? undefined
    : `must have a ${algorithm} digest of ${length} lower case hexadecimal digits`
}
