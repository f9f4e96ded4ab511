/** The syntax of names, labels and annotations, with the real server's words for what breaks it. */

const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'
const labelPattern = new RegExp(`^${label}$`)
const label1035Pattern = /^[a-z]([-a-z0-9]*[a-z0-9])?$/
const subdomainPattern = new RegExp(`^${label}(\\.${label})*$`)
const qualifiedPattern = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/
const labelValuePattern = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/

export type NameRule = (name: string) => string | undefined

const tooLong = (most: number, unit = 'bytes'): string => `must be no more than ${most} ${unit}`

export const subdomain: NameRule = name => {
  if (name.length > 253) return tooLong(253, 'characters')
  return subdomainPattern.test(name)
    ? undefined
    : "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
}

export const dnsLabel: NameRule = name => {
  if (name.length > 63) return tooLong(63, 'characters')
  return labelPattern.test(name)
    ? undefined
    : "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
}

/** A label of RFC 1035: as RFC 1123 has it, but it begins with a letter. Names in a CRD are such labels. */
export const dns1035Label: NameRule = name => {
  if (name.length > 63) return tooLong(63)
  return label1035Pattern.test(name)
    ? undefined
    : "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')"
}

/** Names of RBAC kinds: any text that fits into one segment of a path. */
export const pathSegment: NameRule = name => {
  if (name === '.' || name === '..') return `may not be '${name}'`
  if (name.includes('/')) return "may not contain '/'"
  return name.includes('%') ? "may not contain '%'" : undefined
}

const rules: { readonly [kind: string]: NameRule } = {
  '/namespaces': dnsLabel,
  '/services': dnsLabel,
  'rbac.authorization.k8s.io/roles': pathSegment,
  'rbac.authorization.k8s.io/rolebindings': pathSegment,
  'rbac.authorization.k8s.io/clusterroles': pathSegment,
  'rbac.authorization.k8s.io/clusterrolebindings': pathSegment,
}

export const nameRuleOf = ({ group, plural }: { readonly group: string; readonly plural: string }): NameRule =>
  rules[`${group}/${plural}`] ?? subdomain

/** All that is wrong with a label key, an annotation key or a finalizer. */
export const qualifiedName = (key: string): readonly string[] => {
  const parts = key.split('/')
  if (parts.length > 2) return [tooManyParts]
  const [prefix, name = ''] = parts.length === 2 ? parts : [undefined, key]
  const wrongPrefix = prefix === undefined ? undefined : prefix === '' ? 'must be non-empty' : subdomain(prefix)
  return [
    ...(wrongPrefix === undefined ? [] : [`prefix part ${wrongPrefix}`]),
    ...(name === '' ? ['name part must be non-empty'] : []),
    ...(name.length > 63 ? [`name part ${tooLong(63)}`] : []),
    ...(qualifiedPattern.test(name) ? [] : [`name part ${namePart}`]),
  ]
}

const namePart =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"

const tooManyParts = `a valid label key ${namePart} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`

export const labelValue: NameRule = value => {
  if (value.length > 63) return tooLong(63)
  return labelValuePattern.test(value)
    ? undefined
    : "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
}
