import { equal } from '../../json/equal.ts'
import { numberAt, recordAt, recordsAt, textAt, textsAt, withEach } from '../../json/fields.ts'
import { unnamed } from '../../kube/status.ts'
import { asText } from '../../text/asText.ts'
import type { ApiObject } from '../objects/resourceType.ts'
import { refuse } from '../wire/refusal.ts'

/** Addresses and ports of a Service, which the server allocates and no manager owns. */

type Unique = () => number

/** The `n`th address of 10.96.0.0/12, past the first ten, which belong to the cluster itself. */
const addressOf = (n: number): string => {
  const size = 2 ** 20 - 12
  const offset = 11 + (Math.abs(Math.trunc(n)) % size)
  return `10.${96 + (offset >> 16)}.${(offset >> 8) & 255}.${offset & 255}`
}

/** The answer of a dry run, which allocates none. */
const firstAddress = '10.96.0.1'

/** With its addresses and ports: those it had, where it names none; and without those that its type has no use for. */
export const allocate = (
  service: ApiObject,
  old: ApiObject | undefined,
  unique: Unique,
  dryRun: boolean,
): ApiObject => {
  const before = old && recordAt(old, 'spec')
  const kept = before === undefined ? recordAt(service, 'spec') : keptFrom(before, recordAt(service, 'spec'))
  const placed = withPorts(withAddresses(kept, dryRun ? () => firstAddress : () => addressOf(unique())), unique)
  if (before !== undefined && isOnNodes(placed)) checkPorts(recordsAt(placed, 'ports'))
  const spec = before === undefined ? placed : withoutUseless(before, placed)
  const balanced = spec.type === 'LoadBalancer' || before === undefined
  return { ...service, spec, ...(!balanced && { status: { ...recordAt(service, 'status'), loadBalancer: {} } }) }
}

const isAddressed = (spec: ApiObject): boolean => spec.type !== 'ExternalName'
const isOnNodes = (spec: ApiObject): boolean => spec.type === 'NodePort' || spec.type === 'LoadBalancer'
const isHealthChecked = (spec: ApiObject): boolean =>
  spec.type === 'LoadBalancer' && spec.externalTrafficPolicy === 'Local'

/** Keeps the allocated fields that a client leaves out of an update. */
const keptFrom = (before: ApiObject, spec: ApiObject): ApiObject => {
  let next = spec
  if (isAddressed(before) && isAddressed(spec)) {
    const clusterIP = textAt(spec, 'clusterIP') || before.clusterIP
    const same = equal(spec.clusterIPs, before.clusterIPs) || textsAt(spec, 'clusterIPs').length === 0
    const clusterIPs = !same ? spec.clusterIPs : clusterIP === before.clusterIP ? before.clusterIPs : [clusterIP]
    next = { ...next, clusterIP, clusterIPs }
    if (next.ipFamilyPolicy === undefined) next = { ...next, ipFamilyPolicy: before.ipFamilyPolicy }
  }
  if (isOnNodes(before) && isOnNodes(spec)) next = withPortsOf(before, next)
  if (isHealthChecked(before) && isHealthChecked(spec) && numberAt(spec, 'healthCheckNodePort') === 0) {
    next = { ...next, healthCheckNodePort: before.healthCheckNodePort }
  }
  return next
}

const withPortsOf = (before: ApiObject, spec: ApiObject): ApiObject => {
  const named = new Map(recordsAt(before, 'ports').map(port => [textAt(port, 'name'), numberAt(port, 'nodePort')]))
  const taken = new Set(recordsAt(spec, 'ports').map(port => numberAt(port, 'nodePort')))
  return withEach(spec, 'ports', port => {
    const nodePort = named.get(textAt(port, 'name')) ?? 0
    return numberAt(port, 'nodePort') !== 0 || nodePort === 0 || taken.has(nodePort) ? port : { ...port, nodePort }
  })
}

/** An update cannot give the same port twice. The server allocates before it validates, so no rule reports it. */
const checkPorts = (ports: readonly ApiObject[]): void => {
  const given = new Set<string>()
  for (const { nodePort, protocol } of ports) {
    const port = `{${asText(protocol)} ${asText(nodePort)}}`
    if (nodePort !== undefined && given.has(port)) refuse(unnamed(`duplicate nodePort: ${port}`))
    given.add(port)
  }
}

const withAddresses = (spec: ApiObject, next: () => string): ApiObject => {
  if (!isAddressed(spec)) {
    // Its rules refuse that.
    return spec.clusterIP === undefined ? spec : { ...spec, clusterIPs: spec.clusterIPs ?? [spec.clusterIP] }
  }
  const given = textAt(spec, 'clusterIP')
  const dual = given === 'None' && Object.keys(recordAt(spec, 'selector')).length === 0
  const ipFamilyPolicy = spec.ipFamilyPolicy ?? (dual ? 'RequireDualStack' : 'SingleStack')
  const ipFamilies = spec.ipFamilies ?? (dual && ipFamilyPolicy !== 'SingleStack' ? ['IPv4', 'IPv6'] : ['IPv4'])
  const clusterIP = given || textsAt(spec, 'clusterIPs')[0] || next()
  return { ...spec, clusterIP, clusterIPs: spec.clusterIPs ?? [clusterIP], ipFamilyPolicy, ipFamilies }
}

const withPorts = (spec: ApiObject, unique: Unique): ApiObject => {
  if (!isOnNodes(spec)) return spec
  const next = (): number => 30_000 + (Math.abs(Math.trunc(unique())) % 2768)
  const given = spec.allocateLoadBalancerNodePorts !== false || spec.type === 'NodePort'
  // The same port over two protocols is the same port on the nodes.
  const byPort = new Map<unknown, number>()
  for (const port of recordsAt(spec, 'ports')) if (port.nodePort) byPort.set(port.port, numberAt(port, 'nodePort'))
  const placed = withEach(spec, 'ports', port => {
    if (numberAt(port, 'nodePort') !== 0 || !given) return port
    const nodePort = byPort.get(port.port) ?? next()
    byPort.set(port.port, nodePort)
    return { ...port, nodePort }
  })
  return isHealthChecked(placed) && numberAt(placed, 'healthCheckNodePort') === 0
    ? { ...placed, healthCheckNodePort: next() }
    : placed
}

/** A new type takes along what the old one needed, unless the client changed just that. */
const withoutUseless = (before: ApiObject, spec: ApiObject): ApiObject => {
  const gone = new Set<string>()
  const unchanged = (field: string) => equal(spec[field], before[field])
  if (isAddressed(before) && !isAddressed(spec)) {
    if (unchanged('clusterIP') && unchanged('clusterIPs')) gone.add('clusterIP').add('clusterIPs')
    for (const field of ['ipFamilies', 'ipFamilyPolicy', 'internalTrafficPolicy']) if (unchanged(field)) gone.add(field)
  }
  if (isHealthChecked(before) && !isHealthChecked(spec) && unchanged('healthCheckNodePort')) {
    gone.add('healthCheckNodePort')
  }
  if (before.type === 'LoadBalancer' && spec.type !== 'LoadBalancer') {
    for (const field of ['allocateLoadBalancerNodePorts', 'loadBalancerClass']) if (unchanged(field)) gone.add(field)
  }
  if (isOutsideRange(before) && !isOutsideRange(spec) && unchanged('externalTrafficPolicy'))
    gone.add('externalTrafficPolicy')
  const kept = Object.fromEntries(Object.entries(spec).filter(([field]) => !gone.has(field)))
  return isOnNodes(before) && !isOnNodes(spec) && haveNoNewPorts(before, spec)
    ? withEach(kept, 'ports', ({ nodePort: _nodePort, ...port }) => port)
    : kept
}

const haveNoNewPorts = (before: ApiObject, spec: ApiObject): boolean => {
  const known = new Set(recordsAt(before, 'ports').map(port => numberAt(port, 'nodePort')))
  return recordsAt(spec, 'ports').every(port => port.nodePort === undefined || known.has(numberAt(port, 'nodePort')))
}

/** Reachable from outside of the cluster. */
export const isOutsideRange = (spec: ApiObject): boolean =>
  isOnNodes(spec) || (spec.type === 'ClusterIP' && textsAt(spec, 'externalIPs').length > 0)
