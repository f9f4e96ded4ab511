import { recordAt, recordsAt, textAt } from '../../json/fields.ts'
import type { FieldError } from '../../kube/fieldError.ts'
import { fieldError } from '../../kube/fieldError.ts'
import { validateResources } from '../../kube/resourceRules.ts'
import type { ApiObject } from '../objects/resourceType.ts'
import { validateEnv, validateEnvFrom } from './envRules.ts'
import { namedErrors, oneOf, portName, portNumber, requiredText } from './fieldRules.ts'
import { validateProbes } from './probeRules.ts'
import { validateSecurity } from './securityRules.ts'
import { validateMounts } from './volumeRules.ts'

/** The rules for the containers of a pod spec at `path`. */
export const validateContainers = (spec: ApiObject, path: string): readonly FieldError[] => {
  const volumes = new Set(recordsAt(spec, 'volumes').map(volume => textAt(volume, 'name')))
  const names = new Set<string>()
  return [
    ...(recordsAt(spec, 'containers').length === 0 ? [fieldError.required(`${path}.containers`)] : []),
    ...['containers', 'initContainers'].flatMap(field =>
      recordsAt(spec, field).flatMap((container, index) => {
        const at = `${path}.${field}[${index}]`
        const name = textAt(container, 'name')
        const repeated = name !== '' && names.has(name)
        names.add(name)
        return [
          ...requiredText(container, 'name', at),
          ...namedErrors(container, 'name', at),
          ...(repeated ? [fieldError.duplicate(`${at}.name`, name)] : []),
          ...ofContainer(container, at, volumes),
        ]
      }),
    ),
  ]
}

const ofContainer = (container: ApiObject, path: string, volumes: ReadonlySet<string>): readonly FieldError[] => [
  ...ofImage(textAt(container, 'image'), `${path}.image`),
  ...oneOf(container, 'terminationMessagePolicy', path, ['File', 'FallbackToLogsOnError']),
  ...ofPorts(recordsAt(container, 'ports'), `${path}.ports`),
  ...validateEnv(recordsAt(container, 'env'), `${path}.env`),
  ...validateEnvFrom(recordsAt(container, 'envFrom'), `${path}.envFrom`),
  ...validateMounts(recordsAt(container, 'volumeMounts'), `${path}.volumeMounts`, volumes),
  ...oneOf(container, 'imagePullPolicy', path, ['Always', 'IfNotPresent', 'Never']),
  ...validateResources(recordAt(container, 'resources'), `${path}.resources`),
  ...validateSecurity(recordAt(container, 'securityContext'), `${path}.securityContext`),
  ...validateProbes(container, path),
]

const ofImage = (image: string, path: string): readonly FieldError[] =>
  image === '' ? [fieldError.required(path)] : []

const ofPorts = (ports: readonly ApiObject[], path: string): readonly FieldError[] => {
  const names = new Set<string>()
  return ports.flatMap((port, index) => {
    const at = `${path}[${index}]`
    const name = textAt(port, 'name')
    const wrong = name === '' ? [] : portName(name, `${at}.name`)
    const repeated = name !== '' && wrong.length === 0 && names.has(name)
    names.add(name)
    return [
      ...wrong,
      ...(repeated ? [fieldError.duplicate(`${at}.name`, name)] : []),
      ...((port.containerPort ?? 0) === 0
        ? [fieldError.required(`${at}.containerPort`)]
        : portNumber(port.containerPort, `${at}.containerPort`)),
      ...(port.hostPort === 0 ? [] : portNumber(port.hostPort, `${at}.hostPort`)),
      ...oneOf(port, 'protocol', at, ['SCTP', 'TCP', 'UDP']),
    ]
  })
}
