import { type KubeObject, type Manifest, type Ref, refOf } from '../kube/object.ts'
import { appliedAnnotation } from '../kube/ownership/claim.ts'
import { changed } from './differences.ts'

/** The change of an existing child by a write: names of fields and numbers of replicas, never another value. */
export interface ChildChange {
  readonly child: Ref
  /** `spec.template.spec.containers`. Empty where a field only goes. */
  readonly paths: readonly string[]
  readonly replicas?: { readonly from: number; readonly to: number }
}

/** The change by a write of `manifest`, from the object as it was before and after it. */
export const childChange = (manifest: Manifest, before: KubeObject, after: KubeObject): ChildChange => {
  const paths = changed(manifest, before, after)
    .filter(place => place.at(-1) !== appliedAnnotation)
    .map(place => place.join('.'))
  const [from, to] = [replicasOf(before), replicasOf(after)]
  const isScaled = paths.includes('spec.replicas') && from !== undefined && to !== undefined
  return { child: refOf(manifest), paths, ...(isScaled && { replicas: { from, to } }) }
}

const replicasOf = (object: object): number | undefined => {
  const spec: unknown = Reflect.get(object, 'spec')
  const replicas: unknown = typeof spec === 'object' && spec !== null ? Reflect.get(spec, 'replicas') : undefined
  return typeof replicas === 'number' ? replicas : undefined
}
