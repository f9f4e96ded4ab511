/**
 * resourceVersions are decimal integers that grow (Kubernetes ≥ 1.35 promises
 * it); compared as text, since they may exceed what a number holds exactly.
 */
export const isNewer = (a: string, b: string): boolean => (a.length === b.length ? a > b : a.length > b.length)
