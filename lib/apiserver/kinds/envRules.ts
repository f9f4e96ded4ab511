import { recordAt, textAt } from '../../json/fields.ts'
import type { FieldError } from '../../kube/fieldError.ts'
import { fieldError } from '../../kube/fieldError.ts'
import type { ApiObject } from '../objects/resourceType.ts'
import { requiredText } from './fieldRules.ts'

/** The rules for the environment variables of a container. */
export const validateEnv = (variables: readonly ApiObject[], path: string): readonly FieldError[] =>
  variables.flatMap((variable, index) => {
    const at = `${path}[${index}]`
    const name = textAt(variable, 'name')
    return [
      ...requiredText(variable, 'name', at),
      ...(/^[ -<>-~]*$/.test(name) ? [] : [fieldError.invalid(`${at}.name`, name, nameRule)]),
      ...(variable.valueFrom === undefined ? [] : ofValueFrom(variable, `${at}.valueFrom`)),
    ]
  })

const nameRule = "a valid environment variable name must consist only of printable ASCII characters other than '='"

const sources = ['fieldRef', 'resourceFieldRef', 'configMapKeyRef', 'secretKeyRef', 'fileKeyRef']

const ofValueFrom = (variable: ApiObject, path: string): readonly FieldError[] => {
  const from = recordAt(variable, 'valueFrom')
  const given = sources.filter(source => from[source] !== undefined)
  const wrong = (detail: string) => [fieldError.invalid(path, '', detail)]
  const rest =
    given.length === 0
      ? wrong('must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`')
      : textAt(variable, 'value') !== ''
        ? wrong('may not be specified when `value` is not empty')
        : given.length > 1
          ? wrong('may not have more than one field specified at a time')
          : []
  return [...given.flatMap(source => ofReference(recordAt(from, source), source, `${path}.${source}`)), ...rest]
}

const fields = [
  ...['metadata.name', 'metadata.namespace', 'metadata.uid', 'spec.nodeName', 'spec.serviceAccountName'],
  ...['status.hostIP', 'status.hostIPs', 'status.podIP', 'status.podIPs'],
]

const ofReference = (reference: ApiObject, source: string, path: string): readonly FieldError[] => {
  switch (source) {
    case 'configMapKeyRef':
    case 'secretKeyRef':
      return [...requiredText(reference, 'name', path), ...requiredText(reference, 'key', path)]
    case 'fieldRef':
      return ofFieldPath(textAt(reference, 'fieldPath'), path)
    default:
      return []
  }
}

const ofFieldPath = (field: string, path: string): readonly FieldError[] => {
  if (field === '') return [fieldError.required(`${path}.fieldPath`)]
  if (fields.includes(field) || /^metadata\.(annotations|labels)\['.+'\]$/.test(field)) return []
  // A field that a pod does not have cannot be converted; of those that it has, only some are offered.
  return /^(metadata|spec|status)\.(name|namespace|uid|nodeName|hostIPs?|podIPs?|restartPolicy|schedulerName|phase|nominatedNodeName|labels|annotations)$/.test(
    field,
  )
    ? [fieldError.notSupported(`${path}.fieldPath`, field, fields)]
    : [
        fieldError.invalid(
          `${path}.fieldPath`,
          field,
          `error converting fieldPath: field label not supported: ${field}`,
        ),
      ]
}

export const validateEnvFrom = (sources: readonly ApiObject[], path: string): readonly FieldError[] =>
  sources.flatMap((source, index) => {
    const given = ['configMapRef', 'secretRef'].filter(field => source[field] !== undefined)
    // The real server names the list, not its item.
    const wrong = (detail: string) => [fieldError.invalid(path, '', detail)]
    return [
      ...given.flatMap(field => requiredText(recordAt(source, field), 'name', `${path}[${index}].${field}`)),
      ...(given.length === 0 ? wrong('must specify one of: `configMapRef` or `secretRef`') : []),
      ...(given.length > 1 ? wrong('may not have more than one field specified at a time') : []),
    ]
  })
