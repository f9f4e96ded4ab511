import { describeRef, refOf } from '../../../lib/kube/object.ts'
import type { Effect, Plan } from '../../../lib/plan/plan.ts'

/** `create Deployment demo/web`: an effect for people. */
export const describeEffect = (effect: Effect): string => {
  switch (effect._tag) {
    case 'Create':
      return `create ${describeRef(refOf(effect.manifest))}`
    case 'Apply':
      return `${effect.reapplied ? 'repair' : 'apply'} ${describeRef(refOf(effect.manifest))}`
    case 'Overwrite':
      return `overwrite ${describeRef(effect.target)} at ${effect.operations.map(({ path }) => path).join(', ')}`
    case 'Delete':
      return `delete ${describeRef(effect.target)}`
    case 'AddFinalizer':
      return `add the finalizer of ${describeRef(effect.target)}`
    case 'RemoveFinalizer':
      return `remove the finalizer of ${describeRef(effect.target)}`
    case 'SetStatus':
      return `set the status of ${describeRef(effect.target)}`
    case 'Call':
      return `call ${effect.call.name}`
  }
}

export const describePlan = (plan: Plan): string =>
  plan.effects.length === 0 ? 'nothing to do' : plan.effects.map(describeEffect).join(', ')
