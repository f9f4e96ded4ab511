import { describeMissingRule, missingRule } from '../../lib/controller/forbidden.ts'
import type { ApiFailure } from '../../lib/kube/failure.ts'
import { apiVersionOf, type Resource } from '../../lib/kube/object.ts'
import type { Selection } from '../ports/sources.ts'

/** One line that names the culprit and the remedy of a failed list or watch. */
export const problemOf = (
  failure: ApiFailure,
  resource: Resource,
  selection: Selection,
  verb: 'list' | 'watch',
): string => {
  const { plural, group } = resource
  const what = nameOf(resource)
  const within = selection.namespace !== undefined && { namespace: selection.namespace }
  if (failure._tag === 'Connection') {
    // Nothing was sent: it is not about this resource, and every watch says the same.
    if (!failure.sent) return `cannot reach the API server (tried again until it is up): ${firstLine(failure.message)}`
    return `cannot ${verb} ${what}: ${firstLine(failure.message)}: check that the API server is up and reachable`
  }
  switch (failure.code) {
    case 401:
      return `cannot ${verb} ${what}: the API server does not accept the credentials (401): renew the token or certificate`
    case 403:
      return describeMissingRule(missingRule(failure.message) ?? { verb, resource: plural, group, ...within })
    case 404:
      return isCustom(resource)
        ? `CRD ${what} is not installed or does not serve ${resource.version}: kubectl apply its manifest`
        : `the API server does not serve ${plural} of ${apiVersionOf(resource)}: use a server version that does`
    case 429:
      return `the API server asks to ${verb} ${what} later (429): ${firstLine(failure.message)}: retried by itself`
    default:
      return `cannot ${verb} ${what}: ${failure.code} ${failure.reason}: ${firstLine(failure.message)}: ${
        failure.code >= 500 ? 'see the logs of the API server' : 'check the selectors and the server version'
      }`
  }
}

/** `myapps.example.com`, `configmaps` */
const nameOf = ({ plural, group }: Resource): string => (group === '' ? plural : `${plural}.${group}`)

/** Groups of built-in kinds have no dot, or end in k8s.io. */
const isCustom = ({ group }: Resource): boolean => group.includes('.') && !group.endsWith('.k8s.io')

const firstLine = (message: string): string => {
  const line = message.split('\n', 1)[0]?.trim() ?? ''
  return line.length > 300 ? `${line.slice(0, 297)}...` : line
}
