import type { Sequence } from '../sequence.ts'
import { access } from './access.ts'
import { apply } from './apply.ts'
import { coreKinds } from './coreKinds.ts'
import { crud } from './crud.ts'
import { customResources } from './customResources.ts'
import { deletion } from './deletion.ts'
import { discovery } from './discovery.ts'
import { errors } from './errors.ts'
import { listWatch } from './listWatch.ts'
import { patches } from './patches.ts'
import { subresources } from './subresources.ts'

/** All named sequences. */
export const themes: { readonly [theme: string]: readonly Sequence[] } = {
  crud,
  patches,
  apply,
  listWatch,
  customResources,
  subresources,
  deletion,
  discovery,
  errors,
  coreKinds,
  access,
}
