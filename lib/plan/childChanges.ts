import { keptOf } from '../cache/reads.ts'
import type { Snapshot } from '../cache/snapshot.ts'
import type { Controller } from '../controller/controller.ts'
import { ownedOf } from '../controller/ownedOf.ts'
import { type KubeObject, keyOf, type Manifest, type Ref, refOf } from '../kube/object.ts'
import { appliedAnnotation } from './adopt.ts'
import { differences } from './covers.ts'
import type { Plan } from './plan.ts'

/** The change of an existing child by a plan: names of fields and numbers of replicas, never another value. */
export interface ChildChange {
  readonly child: Ref
  /** `spec.template.spec.containers`. Empty where a field only goes. */
  readonly paths: readonly string[]
  readonly replicas?: { readonly from: number; readonly to: number }
}

/** The changes that a plan is about to make by applying: the snapshot still shows what they change. */
export const changesOf = <O extends KubeObject>(
  controller: Controller<O>,
  snapshot: Snapshot<O>,
  { effects }: Plan,
): readonly ChildChange[] =>
  effects.flatMap(effect => {
    if (effect._tag !== 'Apply') return []
    const { manifest } = effect
    const owned = ownedOf(controller, manifest)
    const present = owned && snapshot.named(owned.resource, keyOf(manifest.metadata))
    return present === undefined ? [] : [changeOf(manifest, present, keptOf(owned))]
  })

const changeOf = (manifest: Manifest, present: KubeObject, kept: <K>(object: K) => K): ChildChange => {
  const paths = differences(kept(manifest), present)
    .map(({ path }) => path)
    .filter(path => path.at(-1) !== appliedAnnotation)
    .map(path => path.join('.'))
  const [from, to] = [replicasOf(present), replicasOf(manifest)]
  const isScaled = paths.includes('spec.replicas') && from !== undefined && to !== undefined
  return { child: refOf(manifest), paths, ...(isScaled && { replicas: { from, to } }) }
}

const replicasOf = (object: object): number | undefined => {
  const spec: unknown = Reflect.get(object, 'spec')
  const replicas: unknown = typeof spec === 'object' && spec !== null ? Reflect.get(spec, 'replicas') : undefined
  return typeof replicas === 'number' ? replicas : undefined
}
