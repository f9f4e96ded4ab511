import { isNewer } from '../../lib/kube/resourceVersion.ts'

/** resourceVersions compare as integers (Kubernetes ≥ 1.35 promises it); any other text is never older. */
export const isOlder = (version: string, than: string): boolean =>
  isInteger(version) && isInteger(than) && isNewer(than, version)

const isInteger = (text: string): boolean => /^(0|[1-9][0-9]*)$/.test(text)

const field = '"resourceVersion":"'

/**
 * The resourceVersion in the text of an object, without reading the rest. Inside a
 * string the quotes are escaped, but data may have a key of this name: where the
 * field is there twice, the answer is `undefined`.
 */
export const onlyVersionIn = (text: string): string | undefined => {
  const at = text.indexOf(field)
  if (at < 0 || text.includes(field, at + field.length)) return undefined
  return text.slice(at + field.length, text.indexOf('"', at + field.length))
}
