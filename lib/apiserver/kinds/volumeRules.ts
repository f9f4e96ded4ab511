import { recordAt, recordsAt, textAt } from '../../json/fields.ts'
import type { FieldError } from '../../kube/fieldError.ts'
import { fieldError } from '../../kube/fieldError.ts'
import type { ApiObject } from '../objects/resourceType.ts'
import { namedErrors, requiredText } from './fieldRules.ts'

/** The rules for the volumes of a pod. */
export const validateVolumes = (volumes: readonly ApiObject[], path: string): readonly FieldError[] => {
  const seen = new Set<string>()
  return volumes.flatMap((volume, index) => {
    const at = `${path}[${index}]`
    const name = textAt(volume, 'name')
    const repeated = name !== '' && seen.has(name)
    seen.add(name)
    return [
      ...requiredText(volume, 'name', at),
      ...namedErrors(volume, 'name', at),
      ...(repeated ? [fieldError.duplicate(`${at}.name`, name)] : []),
      ...ofSource(volume, at),
    ]
  })
}

/** In the order in which the first one counts. */
const sources = [
  ...['emptyDir', 'hostPath', 'secret', 'nfs', 'iscsi', 'persistentVolumeClaim', 'downwardAPI', 'fc', 'configMap'],
  ...['projected', 'csi', 'ephemeral', 'image'],
]

const ofSource = (volume: ApiObject, path: string): readonly FieldError[] => {
  const [first = '', ...others] = sources.filter(field => volume[field] !== undefined)
  return [
    ...ofFirst(recordAt(volume, first), first, `${path}.${first}`),
    ...others.map(field => fieldError.forbidden(`${path}.${field}`, 'may not specify more than 1 volume type')),
  ]
}

const ofFirst = (source: ApiObject, field: string, path: string): readonly FieldError[] => {
  switch (field) {
    case 'hostPath':
      return [
        ...requiredText(source, 'path', path),
        ...(textAt(source, 'path').split('/').includes('..')
          ? [fieldError.invalid(`${path}.path`, source.path, "must not contain '..'")]
          : []),
      ]
    case 'secret':
      return [...requiredText(source, 'secretName', path), ...ofItems(source, path)]
    case 'configMap':
      return [...requiredText(source, 'name', path), ...ofItems(source, path)]
    case 'persistentVolumeClaim':
      return requiredText(source, 'claimName', path)
    default:
      return []
  }
}

const ofItems = (source: ApiObject, path: string): readonly FieldError[] =>
  recordsAt(source, 'items').flatMap((item, index) => {
    const at = `${path}.items[${index}]`
    return [...requiredText(item, 'key', at), ...requiredText(item, 'path', at)]
  })

/** The rules for the mounts of a container, given the volumes of its pod. */
export const validateMounts = (
  mounts: readonly ApiObject[],
  path: string,
  volumes: ReadonlySet<string>,
): readonly FieldError[] => {
  const seen = new Set<string>()
  return mounts.flatMap((mount, index) => {
    const at = `${path}[${index}]`
    const name = textAt(mount, 'name')
    const mountPath = textAt(mount, 'mountPath')
    const repeated = seen.has(mountPath)
    seen.add(mountPath)
    return [
      ...requiredText(mount, 'name', at),
      ...(volumes.has(name) ? [] : [fieldError.notFound(`${at}.name`, name)]),
      ...requiredText(mount, 'mountPath', at),
      ...(repeated ? [fieldError.invalid(`${at}.mountPath`, mountPath, 'must be unique')] : []),
    ]
  })
}
