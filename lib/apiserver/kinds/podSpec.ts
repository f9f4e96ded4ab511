import { recordAt, textAt, withEach, withField } from '../../json/fields.ts'
import { canonicalQuantity } from '../../kube/canonicalQuantity.ts'
import type { ApiObject } from '../objects/resourceType.ts'

/** Defaults of a pod spec that its schema cannot say, and quantities in their canonical form. */
export const preparePodSpec = (spec: ApiObject): ApiObject => {
  let next = spec
  for (const field of ['initContainers', 'containers', 'ephemeralContainers']) {
    next = withEach(next, field, prepareContainer)
  }
  next = withEach(next, 'volumes', volume => (Object.keys(volume).length > 1 ? volume : { ...volume, emptyDir: {} }))
  const account = textAt(next, 'serviceAccountName') || textAt(next, 'serviceAccount')
  if (account !== '') next = withField(withField(next, 'serviceAccountName', account), 'serviceAccount', account)
  return next
}

const prepareContainer = (container: ApiObject): ApiObject => {
  let next = container
  if (textAt(next, 'imagePullPolicy') === '') {
    next = { ...next, imagePullPolicy: tagOf(textAt(next, 'image')) === 'latest' ? 'Always' : 'IfNotPresent' }
  }
  return next.resources === undefined
    ? next
    : withField(next, 'resources', canonicalResources(recordAt(next, 'resources')))
}

/** Sets the hostPorts of a pod on the network of its host to its containerPorts. Templates are left alone. */
export const exposePorts = (spec: ApiObject): ApiObject =>
  spec.hostNetwork !== true
    ? spec
    : ['initContainers', 'containers'].reduce(
        (next, field) =>
          withEach(next, field, container =>
            withEach(container, 'ports', port =>
              port.hostPort === undefined ? { ...port, hostPort: port.containerPort } : port,
            ),
          ),
        spec,
      )

/** Requests as much of a resource as a container limits, where it requests none. Templates are left alone. */
export const requestLimits = (spec: ApiObject): ApiObject =>
  ['initContainers', 'containers'].reduce(
    (next, field) =>
      withEach(next, field, container => {
        const resources = recordAt(container, 'resources')
        const limits = recordAt(resources, 'limits')
        const requests = recordAt(resources, 'requests')
        const missing = Object.keys(limits).some(name => requests[name] === undefined)
        return missing ? { ...container, resources: { ...resources, requests: { ...limits, ...requests } } } : container
      }),
    spec,
  )

const canonicalResources = (resources: ApiObject): ApiObject =>
  canonicalAmounts(canonicalAmounts(resources, 'limits'), 'requests')

const canonicalAmounts = (resources: ApiObject, field: 'limits' | 'requests'): ApiObject => {
  const amounts = Object.entries(recordAt(resources, field))
  if (amounts.every(([, amount]) => (canonicalQuantity(amount) ?? amount) === amount)) return resources
  return {
    ...resources,
    [field]: Object.fromEntries(amounts.map(([name, amount]) => [name, canonicalQuantity(amount) ?? amount])),
  }
}

/** `latest` where an image names neither tag nor digest. */
const tagOf = (image: string): string => {
  if (image.includes('@')) return ''
  const name = image.slice(image.lastIndexOf('/') + 1)
  return name.includes(':') ? name.slice(name.indexOf(':') + 1) : 'latest'
}
