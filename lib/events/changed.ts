import { type Ref, refOf } from '../kube/object.ts'
import { isSameRef } from '../kube/same.ts'
import type { ChildChange } from '../plan/childChange.ts'
import { type Effect, isRepair, type Target } from '../plan/plan.ts'
import { isOutside } from '../plan/trigger.ts'
import { about, type Occasion, type Reconcile } from './occasion.ts'
import { refWords, several } from './wording.ts'

/** Children that were there and are otherwise now: as the owner wants it, or as it wanted it all the time. */
export const changedOccasions = (
  reconcile: Reconcile,
  object: Target,
  written: readonly Effect[],
): readonly Occasion[] => {
  const { changes = [], reasons } = reconcile
  const changeOf = (ref: Ref): ChildChange =>
    changes.find(({ child }) => isSameRef(child, ref)) ?? { child: ref, paths: [] }
  const repairs = unique(
    written.filter(isRepair).flatMap(effect => ('manifest' in effect ? [changeOf(refOf(effect.manifest))] : [])),
  )
  // A second apply, which takes over the ownership of overwritten fields, is not an occasion.
  const isNews = reasons.some(reason => isOutside(reason) || reason._tag === 'Retry')
  const updates = written
    .flatMap(effect =>
      effect._tag === 'Apply' && !effect.reapplied && isNews ? [changeOf(refOf(effect.manifest))] : [],
    )
    .filter(({ child }) => !repairs.some(repair => isSameRef(repair.child, child)))
  const scaled = updates.filter(({ replicas }) => replicas !== undefined)
  // Nor is an annotation that changes together with the number of replicas.
  const others = updates.filter(({ replicas, paths }) => replicas === undefined || paths.some(isOfSubstance))
  const told = (them: readonly ChildChange[], what: 'replicas' | 'fields' | 'both') =>
    several(them.map(change => described(change, object, what)))
  return [
    ...about('Normal', 'Scaled', 'Scale', childrenOf(scaled), `Scaled ${told(scaled, 'replicas')}`),
    ...about('Normal', 'Updated', 'Update', childrenOf(others), `Updated ${told(others, 'fields')}`),
    ...about('Warning', 'Repaired', 'Repair', childrenOf(repairs), `${tookBack} ${told(repairs, 'both')}`),
  ]
}

const tookBack = 'Took back changes of another writer:'

/** `Deployment web from 2 to 3 replicas (spec.template.spec.containers)` */
const described = (
  { child, paths, replicas }: ChildChange,
  object: Target,
  what: 'replicas' | 'fields' | 'both',
): string => {
  const fields = paths.some(isOfSubstance) ? paths.filter(isOfSubstance) : paths.filter(path => path !== replicasPath)
  const numbers = replicas && what !== 'fields' ? ` from ${replicas.from} to ${replicas.to} replicas` : ''
  const isShown = what !== 'replicas' && fields.length > 0 && !(numbers !== '' && fields.every(isMetadata))
  return `${refWords(child, object)}${numbers}${isShown ? ` (${several(fields)})` : ''}`
}

const replicasPath = 'spec.replicas'
const isMetadata = (path: string): boolean => path.startsWith('metadata.')
/** Names a change of replicas in numbers, and metadata only where nothing else changed. */
const isOfSubstance = (path: string): boolean => !isMetadata(path) && path !== replicasPath

const unique = (changes: readonly ChildChange[]): readonly ChildChange[] =>
  changes.filter(({ child }, at) => changes.findIndex(other => isSameRef(other.child, child)) === at)

const childrenOf = (changes: readonly ChildChange[]): readonly Ref[] => changes.map(({ child }) => child)
