import * as t from 'io-ts'
import { customResourceDefinition } from '../crdSchema/customResourceDefinition.ts'
import type { KubeObject, Manifest, Resource } from '../kube/object.ts'

/**
 * The plainest CRD of a kind whose spec has a codec: one version, and a status of
 * any content. Throws a TypeError that names the path where the codec has no schema.
 */
export const definitionOf = <O extends KubeObject>(of: Resource<O> & { readonly spec: t.Mixed }): Manifest => {
  const singular = of.kind.toLowerCase()
  return customResourceDefinition(of, {
    description: `What should exist for a ${of.kind}.`,
    singular,
    spec: of.spec,
    status: t.UnknownRecord,
  })
}
