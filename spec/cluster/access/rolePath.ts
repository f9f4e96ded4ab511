import type { Manifest } from '../../../lib/kube/object.ts'

/** The collection of a role or binding. */
export const rolePath = ({ apiVersion, kind, metadata: { namespace } }: Manifest): string => {
  const within = namespace === undefined ? '' : `/namespaces/${namespace}`
  return `/apis/${apiVersion}${within}/${kind.toLowerCase()}s`
}
