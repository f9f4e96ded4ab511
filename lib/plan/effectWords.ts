import { describeRef, type Ref, refOf } from '../kube/object.ts'
import type { Effect, Plan } from './plan.ts'

/** How one kind of effect is put into words. */
interface Words {
  /** In the log, on the command line and in spans: the verb of the API. */
  readonly verb: string
  /** In an Event, whose reader thinks of objects rather than of patches. Default: `verb`. */
  readonly eventVerb?: string
  /** The `action` of an Event, and the end of the Event's reason where the effect failed: `FailedUpdate`. */
  readonly action: string
  /** Stands between the verb and the object where the verb names a part of the object. */
  readonly preposition?: 'of'
}

/** The one table of words: the log, the command line, the demo, spans, metrics and Events read it. */
const words: { readonly [tag in Effect['_tag']]: Words } = {
  AddFinalizer: { verb: 'add the finalizer', action: 'Finalize', preposition: 'of' },
  RemoveFinalizer: { verb: 'remove the finalizer', action: 'Cleanup', preposition: 'of' },
  Create: { verb: 'create', action: 'Create' },
  Apply: { verb: 'apply', eventVerb: 'update', action: 'Update' },
  Overwrite: { verb: 'overwrite', eventVerb: 'repair', action: 'Repair' },
  Delete: { verb: 'delete', action: 'Delete' },
  Release: { verb: 'release', action: 'Release' },
  SetStatus: { verb: 'set the status', action: 'Report', preposition: 'of' },
  Call: { verb: 'call', action: 'Call' },
}

/** The same manifest is applied once more, because another writer changed the object. */
const applyAgain: Words = { verb: 'repair', action: words.Apply.action }

const wordsOf = (effect: Effect): Words =>
  effect._tag === 'Apply' && effect.reapplied ? applyAgain : words[effect._tag]

/** The tags of all effects: the values of a label of metrics. */
export const effectTags: readonly string[] = Object.keys(words)

/** The object that the effect writes. */
export const writtenBy = (effect: Effect): Ref => ('target' in effect ? effect.target : refOf(effect.manifest))

/** `create Deployment demo/web`: an effect in the log, on the command line and in the demo. */
export const describeEffect = (effect: Effect): string => {
  const { verb, preposition } = wordsOf(effect)
  const where = effect._tag === 'Overwrite' ? ` at ${effect.operations.map(({ path }) => path).join(', ')}` : ''
  return preposition === undefined
    ? `${withObject(verb, effect, describeRef)}${where}`
    : `${verb} ${preposition} ${describeRef(writtenBy(effect))}`
}

export const describePlan = ({ effects, heldBack, waits = [] }: Plan): string => {
  const parts = [
    ...effects.map(describeEffect),
    ...waits.map(({ ref, why }) => `${describeRef(ref)} waits: ${why}`),
    ...(heldBack ? [`held back: would delete ${heldBack.deletes} of ${heldBack.of}`] : []),
  ]
  return parts.length === 0 ? 'nothing to do' : parts.join(', ')
}

/** `create Deployment`: the name of a span. Spans are grouped by it, so it names the kind and not the object. */
export const spanNameOf = (effect: Effect): string => withObject(wordsOf(effect).verb, effect, ({ kind }) => kind)

/** `update Deployment web`: an effect in the note of an Event, which names objects by `nameOf`. */
export const eventPhraseOf = (effect: Effect, nameOf: (ref: Ref) => string): string => {
  const { verb, eventVerb = verb } = wordsOf(effect)
  return withObject(eventVerb, effect, nameOf)
}

/** `Create`: the action of an Event about this effect. */
export const eventActionOf = (effect: Effect): string => wordsOf(effect).action

/** A part goes without its object: the span or the Event belongs to that object. */
const withObject = (verb: string, effect: Effect, nameOf: (ref: Ref) => string): string => {
  if (effect._tag === 'Call') return `${verb} ${effect.call.name}`
  return wordsOf(effect).preposition === undefined ? `${verb} ${nameOf(writtenBy(effect))}` : verb
}
