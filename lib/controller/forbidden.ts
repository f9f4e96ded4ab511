import type { ApiFailure } from '../kube/failure.ts'
import type { Resource } from '../kube/object.ts'

/** A right that a client lacks. */
export interface MissingRule {
  /** `ServiceAccount ops/bot`, `User jane`. Absent: the server does not say. */
  readonly who?: string
  readonly verb: string
  /** With its subresource: `myapps/status`. */
  readonly resource: string
  /** '' for the core group. */
  readonly group: string
  /** Absent: at the cluster scope. */
  readonly namespace?: string
}

/** The rule that the API server misses, read from the message of a 403; `undefined` where it refused for another reason. */
export const missingRule = (message: string): MissingRule | undefined => {
  const found = denial.exec(message)?.groups
  if (found === undefined) return undefined
  const { user = '', verb = '', resource = '', group = '', namespace } = found
  return { who: subjectOf(user), verb, resource, group, ...(namespace !== undefined && { namespace }) }
}

const denial =
  /User "(?<user>[^"]*)" cannot (?<verb>\S+) resource "(?<resource>[^"]*)" in API group "(?<group>[^"]*)" (?:in the namespace "(?<namespace>[^"]*)"|at the cluster scope)/

const subjectOf = (user: string): string => {
  const [, namespace, name] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(user) ?? []
  return namespace === undefined ? `User ${user}` : `ServiceAccount ${namespace}/${name}`
}

/** One line: who cannot do what, and the rule to grant. */
export const describeMissingRule = ({ who = 'this client', verb, resource, group, namespace }: MissingRule): string => {
  const where = namespace === undefined ? 'at the cluster scope' : `in namespace ${namespace}`
  const of = group === '' ? 'the core group' : `group ${group}`
  const by = namespace === undefined ? 'by a ClusterRole' : `in namespace ${namespace}`
  return `${who} cannot ${verb} ${resource} ${where}: grant verb ${verb} on ${resource} in ${of}, ${by}`
}

/** A child that was to be written for an owner of the kind `owner`. */
export interface Adoption {
  readonly owner: Resource
  readonly namespace?: string
}

/**
 * A refusal for want of a rule, in words that name it; any other failure as it is.
 * `adoption`: a cluster that enforces permissions on owner references refuses the
 * child without a word of who may not do what to the owner.
 */
export const explainForbidden = (failure: ApiFailure, adoption?: Adoption): ApiFailure => {
  if (failure._tag !== 'Status' || failure.code !== 403) return failure
  const rule = missingRule(failure.message) ?? (adoption && missingForAdoption(failure.message, adoption))
  return rule === undefined ? failure : { ...failure, message: describeMissingRule(rule) }
}

/** Whether it says that a right is missing, and not that the object is forbidden by admission or by a quota. */
export const isForWantOfRight = (message: string): boolean =>
  denial.test(message) || message.includes(finalizersOfOwner) || message.includes('cannot set an ownerRef')

const finalizersOfOwner = "resource you can't set finalizers on"

const missingForAdoption = (message: string, { owner, namespace }: Adoption): MissingRule | undefined => {
  const where = namespace !== undefined && { namespace }
  if (message.includes(finalizersOfOwner)) {
    return { verb: 'update', resource: `${owner.plural}/finalizers`, group: owner.group, ...where }
  }
  // `deployments.apps "web" is forbidden: …`: only asked where an object that exists gets another owner.
  const [, resource, group = ''] =
    /^([^\s.]+)(?:\.(\S+))? "[^"]*" is forbidden: cannot set an ownerRef/.exec(message) ?? []
  return resource === undefined ? undefined : { verb: 'delete', resource, group, ...where }
}
