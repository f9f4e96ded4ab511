import type { Child } from '../controller/child.ts'
import { type Manifest, type Ref, refOf } from '../kube/object.ts'

/** A child that is desired. */
export type Wish =
  | {
      readonly _tag: 'Made'
      readonly manifest: Manifest
      /** Never written again once it is there. */
      readonly isOnce: boolean
      /** The reason for which it is neither created nor changed yet. */
      readonly waitsFor?: string
    }
  /** It stays as it is. */
  | { readonly _tag: 'Kept'; readonly ref: Ref }

export const wishOf = (child: Child): Wish => {
  if (!isWord(child)) return { _tag: 'Made', manifest: child, isOnce: false }
  switch (child._tag) {
    case 'Once':
      return { _tag: 'Made', manifest: child.manifest, isOnce: true }
    case 'Keep':
      return { _tag: 'Kept', ref: child.ref }
    case 'After': {
      const wish = wishOf(child.child)
      return child.isReady || wish._tag === 'Kept' ? wish : { ...wish, waitsFor: child.why }
    }
  }
}

/** A manifest has an `apiVersion` instead. */
const isWord = (child: Child): child is Exclude<Child, Manifest> => !('apiVersion' in child)

/** The manifests among these children, in their order. */
export const manifestsOf = (children: readonly Child[] = []): readonly Manifest[] =>
  children.map(wishOf).flatMap(wish => (wish._tag === 'Made' ? [wish.manifest] : []))

export const refOfWish = (wish: Wish): Ref => (wish._tag === 'Kept' ? wish.ref : refOf(wish.manifest))
