import { recordAt, textAt, textsAt } from '../../json/fields.ts'
import type { FieldError } from '../../kube/fieldError.ts'
import { fieldError } from '../../kube/fieldError.ts'
import type { ApiObject } from '../objects/resourceType.ts'
import { atLeast, oneOf, portNumber, portNumberOrName } from './fieldRules.ts'

/** The rules for the probes and the lifecycle handlers of a container. */
export const validateProbes = (container: ApiObject, path: string): readonly FieldError[] => [
  ...(['postStart', 'preStop'] as const).flatMap(event => {
    const handler = recordAt(container, 'lifecycle')[event]
    return handler === undefined ? [] : ofHandler(recordAt({ handler }, 'handler'), `${path}.lifecycle.${event}`)
  }),
  ...['livenessProbe', 'readinessProbe', 'startupProbe'].flatMap(field =>
    container[field] === undefined ? [] : ofProbe(recordAt(container, field), field, `${path}.${field}`),
  ),
]

const counts = ['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold']

const ofProbe = (probe: ApiObject, kind: string, path: string): readonly FieldError[] => {
  const threshold = probe.successThreshold
  return [
    ...ofHandler(probe, path),
    ...counts.flatMap(field => atLeast(probe, field, path, 0)),
    ...(kind !== 'readinessProbe' && threshold !== undefined && threshold !== 1
      ? [fieldError.invalid(`${path}.successThreshold`, threshold, 'must be 1')]
      : []),
  ]
}

const ofHandler = (handler: ApiObject, path: string): readonly FieldError[] => {
  const [first, ...others] = handlers.filter(({ field }) => handler[field] !== undefined)
  if (first === undefined) return [fieldError.required(path, 'must specify a handler type')]
  return [
    ...first.rules(recordAt(handler, first.field), `${path}.${first.field}`),
    ...others.map(({ field }) => fieldError.forbidden(`${path}.${field}`, 'may not specify more than 1 handler type')),
  ]
}

interface Handler {
  readonly field: string
  readonly rules: (action: ApiObject, path: string) => readonly FieldError[]
}

/** In the order in which the first one counts. */
const handlers: readonly Handler[] = [
  {
    field: 'exec',
    rules: (action, path) => (textsAt(action, 'command').length === 0 ? [fieldError.required(`${path}.command`)] : []),
  },
  {
    field: 'httpGet',
    rules: (action, path) => [
      ...(textAt(action, 'path') === '' ? [fieldError.required(`${path}.path`)] : []),
      ...portNumberOrName(action.port, `${path}.port`),
      ...oneOf(action, 'scheme', path, ['HTTP', 'HTTPS']),
    ],
  },
  { field: 'tcpSocket', rules: (action, path) => portNumberOrName(action.port, `${path}.port`) },
  { field: 'grpc', rules: (action, path) => portNumber(action.port ?? 0, `${path}.port`) },
  { field: 'sleep', rules: (action, path) => atLeast(action, 'seconds', path, 0) },
]
