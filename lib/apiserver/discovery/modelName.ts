import type { ResourceType } from '../objects/resourceType.ts'

/** `com.example.v1.MyApp`; built-in kinds have names of their own. */
export const modelName = (type: ResourceType): string => {
  if (type.custom) return [...type.group.split('.').toReversed(), type.version, type.kind].join('.')
  const group = type.group === '' ? 'core' : type.group.replace('.k8s.io', '').replace('.authorization', '')
  const home = type.group === 'apiextensions.k8s.io' ? 'io.k8s.apiextensions-apiserver.pkg.apis' : 'io.k8s.api'
  return `${home}.${group}.${type.version}.${type.kind}`
}
