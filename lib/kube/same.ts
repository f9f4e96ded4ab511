import { apiVersionOf, controllerOf, type KubeObject, type Ref, type Resource } from './object.ts'

/** Whether the resource is the kind that is named. */
export const isOfKind = (resource: Resource, { apiVersion, kind }: Pick<Ref, 'apiVersion' | 'kind'>): boolean =>
  resource.kind === kind && apiVersionOf(resource) === apiVersion

/** Whether both name the same object. */
export const isSameRef = (a: Ref, b: Ref): boolean =>
  a.kind === b.kind && a.name === b.name && a.namespace === b.namespace && a.apiVersion === b.apiVersion

/** Whether the object of this uid is the controller of `object`. */
export const isControlledBy = (object: KubeObject, uid: string | undefined): boolean =>
  controllerOf(object)?.uid === uid
