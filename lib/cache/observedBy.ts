import type { Controller, Observed } from '../controller/controller.ts'
import { frozen } from '../json/frozen.ts'
import { apiVersionOf, type KubeObject, keyOf, type Resource } from '../kube/object.ts'
import { isControlledBy, isOfKind } from '../kube/same.ts'
import type { Snapshot } from './snapshot.ts'

/** The part of the snapshot that `desired` may read: declared objects alone, for those trigger. `freezes`: what it is given. */
export const observedBy = <O extends KubeObject>(
  controller: Controller<O>,
  snapshot: Snapshot<O>,
  object: O,
  nowMs: number,
  freezes: boolean,
): Observed => {
  const key = keyOf(object.metadata)
  const given = <K>(value: K): K => (freezes ? frozen(value) : value)
  const insistOn = (role: 'owned' | 'related', resource: Resource): void => {
    const problem = snapshot.unknown(role, resource)
    if (problem !== undefined) throw new UnknownKind(problem)
  }
  const owned = (resource: Resource): readonly KubeObject[] => {
    const kind = declared(controller.owns, resource, 'owns')
    insistOn('owned', kind)
    return snapshot
      .owned(kind, key)
      .filter(child => isControlledBy(child, object.metadata.uid))
      .map(given)
  }
  return {
    nowMs,
    children: resource => owned(resource).filter(resource.codec.is),
    child: (resource, name) => {
      const found = owned(resource).find(child => child.metadata.name === name)
      return resource.codec.is(found) ? found : undefined
    },
    related: resource => {
      const at = controller.related.findIndex(each => isSameKind(each.resource, resource))
      const relation = controller.related[at]
      if (relation === undefined) throw new Error(undeclared(resource, 'related'))
      insistOn('related', resource)
      return snapshot.related(at, relation.values(object)).map(given).filter(resource.codec.is)
    },
  }
}

/** A function asks for objects of a kind of which nothing can be known now. */
export class UnknownKind extends Error {}

const isSameKind = (a: Resource, b: Resource): boolean => isOfKind(a, { apiVersion: apiVersionOf(b), kind: b.kind })

const declared = (owns: Controller['owns'], resource: Resource, where: string): Resource => {
  const found = owns.find(each => isSameKind(each.resource, resource))
  if (found === undefined) throw new Error(undeclared(resource, where))
  return found.resource
}

const undeclared = (resource: Resource, where: string): string =>
  `${resource.kind} is read but not declared: add it to ${where}, so that its changes trigger`
