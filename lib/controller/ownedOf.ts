import type { Ref } from '../kube/object.ts'
import { isOfKind } from '../kube/same.ts'
import type { Controller, Owned } from './controller.ts'

/** The entry of `owns` that declares this kind. */
export const ownedOf = (
  { owns }: Pick<Controller, 'owns'>,
  kind: Pick<Ref, 'apiVersion' | 'kind'>,
): Owned | undefined => owns.find(({ resource }) => isOfKind(resource, kind))
