/** resourceVersions compare as integers (Kubernetes ≥ 1.35 promises it); any other text is never older. */
export const isOlder = (version: string, than: string): boolean =>
  isInteger(version) &&
  isInteger(than) &&
  (version.length === than.length ? version < than : version.length < than.length)

const isInteger = (text: string): boolean => /^(0|[1-9][0-9]*)$/.test(text)
