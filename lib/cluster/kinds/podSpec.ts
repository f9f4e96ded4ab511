import { canonicalQuantity } from '../canonicalQuantity.ts'
import type { ApiObject, FieldError } from '../resourceType.ts'
import { fieldError } from '../schema/fieldError.ts'
import { recordAt, recordsAt, textAt, withEach, withField } from './builtin.ts'

/** Defaults of a pod spec that its schema cannot say, and quantities in their canonical form. */
export const preparePodSpec = (spec: ApiObject): ApiObject => {
  let next = spec
  for (const field of ['initContainers', 'containers', 'ephemeralContainers']) {
    next = withEach(next, field, container => prepareContainer(container, spec.hostNetwork === true))
  }
  next = withEach(next, 'volumes', volume => (Object.keys(volume).length > 1 ? volume : { ...volume, emptyDir: {} }))
  const account = textAt(next, 'serviceAccountName') || textAt(next, 'serviceAccount')
  if (account !== '') next = withField(withField(next, 'serviceAccountName', account), 'serviceAccount', account)
  return next
}

const prepareContainer = (container: ApiObject, hostNetwork: boolean): ApiObject => {
  let next = container
  if (textAt(next, 'imagePullPolicy') === '') {
    next = { ...next, imagePullPolicy: tagOf(textAt(next, 'image')) === 'latest' ? 'Always' : 'IfNotPresent' }
  }
  if (hostNetwork) {
    next = withEach(next, 'ports', port =>
      port.hostPort === undefined ? { ...port, hostPort: port.containerPort } : port,
    )
  }
  return next.resources === undefined
    ? next
    : withField(next, 'resources', canonicalResources(recordAt(next, 'resources')))
}

/** Of a pod, not of a template: what a container limits and does not request is requested to its limit. */
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

const dnsLabel = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/
export const dnsLabelRule =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"

/** What a pod spec at `path` violates beyond its schema. */
export const validatePodSpec = (spec: ApiObject, path: string): readonly FieldError[] => {
  const errors: FieldError[] = []
  const volumes = new Set(recordsAt(spec, 'volumes').map(volume => textAt(volume, 'name')))
  const containers = spec.containers
  if (Array.isArray(containers) && containers.length === 0) errors.push(fieldError.required(`${path}.containers`))
  errors.push(...ofVolumes(recordsAt(spec, 'volumes'), `${path}.volumes`))
  const names = new Set<string>()
  for (const field of ['containers', 'initContainers']) {
    for (const [index, container] of recordsAt(spec, field).entries()) {
      errors.push(...ofContainer(container, `${path}.${field}[${index}]`, names, volumes))
    }
  }
  errors.push(
    ...oneOf(spec, 'restartPolicy', path, ['Always', 'OnFailure', 'Never']),
    ...oneOf(spec, 'dnsPolicy', path, ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None']),
    ...atLeast(spec, 'terminationGracePeriodSeconds', path, 0),
  )
  return errors
}

const ofVolumes = (volumes: readonly ApiObject[], path: string): readonly FieldError[] => {
  const errors: FieldError[] = []
  const seen = new Set<string>()
  for (const [index, volume] of volumes.entries()) {
    const name = textAt(volume, 'name')
    const at = `${path}[${index}]`
    if (volume.name !== undefined && name === '') errors.push(fieldError.required(`${at}.name`))
    else if (name !== '' && !dnsLabel.test(name)) errors.push(fieldError.invalid(`${at}.name`, name, dnsLabelRule))
    if (seen.has(name)) errors.push(fieldError.duplicate(`${at}.name`, name))
    seen.add(name)
    const sources = Object.keys(volume).filter(field => field !== 'name')
    for (const source of sources.slice(1)) {
      errors.push(fieldError.forbidden(`${at}.${source}`, 'may not specify more than 1 volume type'))
    }
    if (volume.configMap !== undefined && textAt(recordAt(volume, 'configMap'), 'name') === '') {
      errors.push(fieldError.required(`${at}.configMap.name`))
    }
    if (volume.secret !== undefined && textAt(recordAt(volume, 'secret'), 'secretName') === '') {
      errors.push(fieldError.required(`${at}.secret.secretName`))
    }
  }
  return errors
}

const ofContainer = (
  container: ApiObject,
  path: string,
  names: Set<string>,
  volumes: ReadonlySet<string>,
): readonly FieldError[] => {
  const errors: FieldError[] = []
  const name = textAt(container, 'name')
  if (container.name !== undefined && name === '') errors.push(fieldError.required(`${path}.name`))
  else if (name !== '' && !dnsLabel.test(name)) errors.push(fieldError.invalid(`${path}.name`, name, dnsLabelRule))
  if (name !== '' && names.has(name)) errors.push(fieldError.duplicate(`${path}.name`, name))
  names.add(name)
  const image = textAt(container, 'image')
  if (image === '') errors.push(fieldError.required(`${path}.image`))
  else if (image !== image.trim()) {
    errors.push(fieldError.invalid(`${path}.image`, image, 'must not have leading or trailing whitespace'))
  }
  errors.push(
    ...oneOf(container, 'imagePullPolicy', path, ['Always', 'IfNotPresent', 'Never']),
    ...ofPorts(recordsAt(container, 'ports'), `${path}.ports`),
    ...ofEnv(recordsAt(container, 'env'), `${path}.env`),
    ...ofMounts(recordsAt(container, 'volumeMounts'), `${path}.volumeMounts`, volumes),
    ...ofResources(recordAt(container, 'resources'), `${path}.resources`),
  )
  return errors
}

const ofPorts = (ports: readonly ApiObject[], path: string): readonly FieldError[] => {
  const errors: FieldError[] = []
  const names = new Set<string>()
  for (const [index, port] of ports.entries()) {
    const at = `${path}[${index}]`
    const name = textAt(port, 'name')
    if (name !== '') {
      errors.push(...portName(name, `${at}.name`))
      if (names.has(name)) errors.push(fieldError.duplicate(`${at}.name`, name))
      names.add(name)
    }
    errors.push(...portNumber(port.containerPort, `${at}.containerPort`))
    if (port.hostPort !== undefined && port.hostPort !== 0) errors.push(...portNumber(port.hostPort, `${at}.hostPort`))
    errors.push(...oneOf(port, 'protocol', at, ['SCTP', 'TCP', 'UDP']))
  }
  return errors
}

export const portNumber = (port: unknown, path: string): readonly FieldError[] =>
  typeof port === 'number' && (port < 1 || port > 65_535)
    ? [fieldError.invalid(path, port, 'must be between 1 and 65535, inclusive')]
    : []

/** IANA service names, by which container ports are referred to. */
export const portName = (name: string, path: string): readonly FieldError[] => {
  const errors: FieldError[] = []
  if (name.length > 15) errors.push(fieldError.invalid(path, name, 'must be no more than 15 characters'))
  if (!/^[-a-z0-9]+$/.test(name)) {
    errors.push(
      fieldError.invalid(path, name, 'must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)'),
    )
  }
  if (!/[a-z]/.test(name)) errors.push(fieldError.invalid(path, name, 'must contain at least one letter (a-z)'))
  if (name.includes('--')) errors.push(fieldError.invalid(path, name, 'must not contain consecutive hyphens'))
  if (name.startsWith('-') || name.endsWith('-')) {
    errors.push(fieldError.invalid(path, name, 'must not begin or end with a hyphen'))
  }
  return errors
}

const ofEnv = (variables: readonly ApiObject[], path: string): readonly FieldError[] => {
  const errors: FieldError[] = []
  for (const [index, variable] of variables.entries()) {
    const at = `${path}[${index}]`
    if (variable.name === '') errors.push(fieldError.required(`${at}.name`))
    if (textAt(variable, 'name').includes('=')) {
      errors.push(
        fieldError.invalid(
          `${at}.name`,
          variable.name,
          "a valid environment variable name must consist only of printable ASCII characters other than '='",
        ),
      )
    }
    if (variable.valueFrom !== undefined && textAt(variable, 'value') !== '') {
      errors.push(fieldError.invalid(`${at}.valueFrom`, '', 'may not be specified when `value` is not empty'))
    }
  }
  return errors
}

const ofMounts = (mounts: readonly ApiObject[], path: string, volumes: ReadonlySet<string>): readonly FieldError[] => {
  const errors: FieldError[] = []
  const seen = new Set<string>()
  for (const [index, mount] of mounts.entries()) {
    const name = textAt(mount, 'name')
    const at = textAt(mount, 'mountPath')
    if (name !== '' && !volumes.has(name)) {
      errors.push({
        reason: 'FieldValueNotFound',
        field: `${path}[${index}].name`,
        message: `Not found: ${JSON.stringify(name)}`,
      })
    }
    if (at !== '' && seen.has(at)) errors.push(fieldError.invalid(`${path}[${index}].mountPath`, at, 'must be unique'))
    seen.add(at)
  }
  return errors
}

const ofResources = (resources: ApiObject, path: string): readonly FieldError[] => {
  const errors: FieldError[] = []
  for (const field of ['limits', 'requests']) {
    for (const [name, amount] of Object.entries(recordAt(resources, field))) {
      const canonical = canonicalQuantity(amount)
      if (canonical === undefined) {
        const detail = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
        errors.push(fieldError.invalid(`${path}.${field}[${name}]`, amount, detail))
      } else if (canonical.startsWith('-')) {
        errors.push(fieldError.invalid(`${path}.${field}[${name}]`, canonical, 'must be greater than or equal to 0'))
      }
    }
  }
  return errors
}

/** A text field that knows only some values. */
export const oneOf = (
  of: ApiObject,
  field: string,
  path: string,
  supported: readonly string[],
): readonly FieldError[] => {
  const value = of[field]
  return value === undefined || supported.some(known => known === value)
    ? []
    : [fieldError.notSupported(`${path}.${field}`, value, supported.toSorted())]
}

/** A number that must not be smaller. */
export const atLeast = (of: ApiObject, field: string, path: string, least: number): readonly FieldError[] => {
  const value = of[field]
  return typeof value === 'number' && value < least
    ? [fieldError.invalid(`${path}.${field}`, value, `must be greater than or equal to ${least}`)]
    : []
}
