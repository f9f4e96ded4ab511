import { badRequest } from '../../kube/status.ts'
import { refuse } from '../wire/refusal.ts'
import type { IncludeObject } from './table.ts'

export type { IncludeObject } from './table.ts'

/** `?includeObject=` of a request for a table. Default: the metadata of each row's object. */
export const includeObjectOf = (text: string | undefined): IncludeObject => {
  switch (text ?? '') {
    case '':
    case 'Metadata':
      return 'Metadata'
    case 'None':
      return 'None'
    case 'Object':
      return 'Object'
    default:
      return refuse(badRequest(`unrecognized includeObject value: "${text}"`))
  }
}
