const label = /^[a-z]([-a-z0-9]*[a-z0-9])?$/
const most = 63

/** What keeps a text from being a label of RFC 1035: lower case, and never a digit first. */
export const dns1035LabelInCrd = (name: string): string | undefined => {
  if (name.length > most) return `must be no more than ${most} bytes`
  return label.test(name)
    ? undefined
    : "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')"
}
