import { recordAt, recordsAt, textAt, textsAt } from '../../json/fields.ts'
import { type FieldError, fieldError } from '../../kube/fieldError.ts'
import type { ApiObject, ResourceType } from '../objects/resourceType.ts'
import { ageColumn, nameColumn, textColumn } from '../objects/values.ts'
import { documented } from './documents/documented.ts'
import { oneOf, requiredText } from './fieldRules.ts'

/** How traffic comes in, and the addresses of Services. */

const hostsOf = (ingress: ApiObject): string => {
  const hosts = recordsAt(recordAt(ingress, 'spec'), 'rules')
    .map(rule => textAt(rule, 'host'))
    .filter(host => host !== '')
  if (hosts.length === 0) return '*'
  return hosts.length > 3 ? `${hosts.slice(0, 3).join(',')} + ${hosts.length - 3} more...` : hosts.join(',')
}

const addressesOf = (ingress: ApiObject): string =>
  recordsAt(recordAt(ingress, 'status', 'loadBalancer'), 'ingress')
    .map(each => textAt(each, 'ip') || textAt(each, 'hostname'))
    .join(',')

const pathTypes = ['Exact', 'ImplementationSpecific', 'Prefix']

const ofBackend = (backend: ApiObject, path: string): readonly FieldError[] => {
  const { resource, service } = backend
  if (service !== undefined && resource !== undefined)
    return [fieldError.invalid(path, '', 'cannot set both resource and service backends')]
  if (service === undefined && resource === undefined)
    return [fieldError.required(path, 'resource or service backend is required')]
  if (service === undefined) return []
  const { port } = recordAt(backend, 'service')
  const { name = '', number = 0 } = recordAt(backend, 'service', 'port')
  return [
    ...(textAt(recordAt(backend, 'service'), 'name') === '' ? [fieldError.required(`${path}.service.name`)] : []),
    ...(port === undefined || (name === '' && number === 0)
      ? [fieldError.required(`${path}`, 'port name or number is required')]
      : []),
  ]
}

const validateIngress = (ingress: ApiObject): readonly FieldError[] => {
  const spec = recordAt(ingress, 'spec')
  const rules = recordsAt(spec, 'rules')
  return [
    ...(rules.length === 0 && spec.defaultBackend === undefined
      ? [fieldError.invalid('spec', null, 'either `defaultBackend` or `rules` must be specified')]
      : []),
    ...(spec.defaultBackend === undefined ? [] : ofBackend(recordAt(spec, 'defaultBackend'), 'spec.defaultBackend')),
    ...rules.flatMap((rule, at) =>
      recordsAt(recordAt(rule, 'http'), 'paths').flatMap((path, index) =>
        ofPath(path, `spec.rules[${at}].http.paths[${index}]`),
      ),
    ),
  ]
}

const ofPath = (path: ApiObject, at: string): readonly FieldError[] => {
  const { pathType } = path
  const text = textAt(path, 'path')
  return [
    ...(pathType === undefined
      ? [fieldError.required(`${at}.pathType`, 'pathType must be specified')]
      : oneOf(path, 'pathType', at, pathTypes)),
    ...(pathType !== 'ImplementationSpecific' && pathTypes.some(known => known === pathType) && !text.startsWith('/')
      ? [fieldError.invalid(`${at}.path`, text, 'must be an absolute path')]
      : []),
    ...ofBackend(recordAt(path, 'backend'), `${at}.backend`),
  ]
}

export const ingressType: ResourceType = documented('networking.k8s.io/v1', 'Ingress', {
  generation: 'spec',
  validate: validateIngress,
  columns: [
    nameColumn,
    textColumn('Class', 'Who serves it.', of => textAt(recordAt(of, 'spec'), 'ingressClassName') || '<none>'),
    textColumn('Hosts', 'For which hosts.', hostsOf),
    textColumn('Address', 'Where it is reached.', addressesOf),
    textColumn('Ports', 'At which ports.', of =>
      recordsAt(recordAt(of, 'spec'), 'tls').length > 0 ? '80, 443' : '80',
    ),
    ageColumn,
  ],
})

const parametersOf = (of: ApiObject): string => {
  const { parameters } = recordAt(of, 'spec')
  if (parameters === undefined) return '<none>'
  const { apiGroup, kind, name } = recordAt(of, 'spec', 'parameters')
  return `${kind}${apiGroup === undefined ? '' : `.${apiGroup}`}/${name}`
}

export const ingressClassType: ResourceType = documented('networking.k8s.io/v1', 'IngressClass', {
  generation: 'spec',
  validate: of => requiredText(recordAt(of, 'spec'), 'controller', 'spec'),
  columns: [
    nameColumn,
    textColumn('Controller', 'Who serves it.', of => textAt(recordAt(of, 'spec'), 'controller')),
    textColumn('Parameters', 'What it is told.', parametersOf),
    ageColumn,
  ],
})

export const serviceCidrType: ResourceType = documented('networking.k8s.io/v1', 'ServiceCIDR', {
  columns: [
    nameColumn,
    textColumn('CIDRs', 'From where addresses come.', of => textsAt(recordAt(of, 'spec'), 'cidrs').join(',')),
    ageColumn,
  ],
})

const parentOf = (of: ApiObject): string => {
  const parent = recordAt(of, 'spec', 'parentRef')
  return ['group', 'resource', 'namespace', 'name']
    .map(field => textAt(parent, field))
    .filter(part => part !== '')
    .join('/')
}

export const ipAddressType: ResourceType = documented('networking.k8s.io/v1', 'IPAddress', {
  columns: [nameColumn, textColumn('ParentRef', 'Who has it.', parentOf)],
})
