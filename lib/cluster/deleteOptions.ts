import { isRecord } from '../equal.ts'
import type { ApiRequest } from './request.ts'
import { badRequest, invalid, refuse } from './status.ts'

export interface DeleteOptions {
  readonly gracePeriodSeconds?: number
  readonly uid?: string
  readonly resourceVersion?: string
  readonly propagationPolicy?: 'Background' | 'Foreground' | 'Orphan'
  readonly dryRun: boolean
}

/** The options of a deletion: from its body, or from its query where there is no body. */
export const deleteOptions = ({ body, query }: ApiRequest): DeleteOptions => {
  const options = body === undefined || body === '' ? fromQuery(query) : body
  if (!isRecord(options))
    return refuse(badRequest('the DeleteOptions in the body could not be read; send a JSON object'))
  const preconditions = isRecord(options.preconditions) ? options.preconditions : {}
  const grace = options.gracePeriodSeconds
  const dryRun = Array.isArray(options.dryRun) ? options.dryRun : []
  return {
    ...(typeof grace === 'number' && { gracePeriodSeconds: grace }),
    ...(typeof preconditions.uid === 'string' && { uid: preconditions.uid }),
    ...(typeof preconditions.resourceVersion === 'string' && { resourceVersion: preconditions.resourceVersion }),
    ...policyOf(options),
    dryRun: dryRun.includes('All') || query.dryRun === 'All',
  }
}

const fromQuery = (query: ApiRequest['query']) => ({
  ...(query.gracePeriodSeconds !== undefined && { gracePeriodSeconds: Number(query.gracePeriodSeconds) }),
  ...(query.propagationPolicy !== undefined && { propagationPolicy: query.propagationPolicy }),
  ...(query.orphanDependents !== undefined && { orphanDependents: query.orphanDependents === 'true' }),
})

const policyOf = ({
  propagationPolicy,
  orphanDependents,
}: Record<string, unknown>): Pick<DeleteOptions, 'propagationPolicy'> => {
  switch (propagationPolicy) {
    case 'Background':
    case 'Foreground':
    case 'Orphan':
      return { propagationPolicy }
    case undefined:
    case null:
      if (typeof orphanDependents !== 'boolean') return {}
      return { propagationPolicy: orphanDependents ? 'Orphan' : 'Background' }
    default:
      return refuse(
        invalid({ group: 'meta.k8s.io', kind: 'DeleteOptions' }, '', [
          {
            reason: 'FieldValueNotSupported',
            field: 'propagationPolicy',
            message: `Unsupported value: ${JSON.stringify(propagationPolicy)}: supported values: "Background", "Foreground", "Orphan"`,
          },
        ]),
      )
  }
}
