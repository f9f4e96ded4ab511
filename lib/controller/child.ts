import { type KubeObject, type Manifest, type Ref, refOf } from '../kube/object.ts'

/** A child as `desired` and `cleanup` say it. A manifest: it is kept as it is said. */
export type Child = Manifest | Once | Keep | After

export interface Once {
  readonly _tag: 'Once'
  readonly manifest: Manifest
}

export interface Keep {
  readonly _tag: 'Keep'
  readonly ref: Ref
}

export interface After {
  readonly _tag: 'After'
  readonly isReady: boolean
  readonly child: Manifest | Once
  readonly why: string
}

/** Is created if it is absent, and never written again: a Job, or a password that only its first value matters of. */
export const once = (manifest: Manifest): Once => ({ _tag: 'Once', manifest })

/** An observed child stays as it is: `observed.children(Job).filter(isRecent).map(keep)`. */
export const keep = (child: KubeObject): Keep => ({ _tag: 'Keep', ref: refOf(child) })

/**
 * Is neither created nor changed before `isReady`; one that is there already stays as it is. The
 * plan says `why` it waits: `after(isReady(database), deployment, 'the database is not ready')`.
 */
export const after = (isReady: boolean, child: Manifest | Once, why: string): After => ({
  _tag: 'After',
  isReady,
  child,
  why,
})

/** For `children`, where it cannot be said which there should be: all stay as they are. */
export const leave = undefined
