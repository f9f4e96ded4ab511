import { isRecord } from '../../json/fields.ts'
import type { FieldError } from '../../kube/fieldError.ts'
import { badRequest, conflict, invalid } from '../../kube/status.ts'
import { asText } from '../../text/asText.ts'
import { metaOf } from '../objects/meta.ts'
import type { ApiObject, ResourceType } from '../objects/resourceType.ts'
import { refuse } from './refusal.ts'
import type { ApiRequest } from './request.ts'

export interface DeleteOptions {
  readonly gracePeriodSeconds?: number
  readonly uid?: string
  readonly resourceVersion?: string
  readonly propagationPolicy?: Policy
  /** The older word for `Background` was used, whose deletion is answered with 202 while something holds the object. */
  readonly accepted?: true
  readonly dryRun: boolean
}

const policies = ['Background', 'Foreground', 'Orphan'] as const
type Policy = (typeof policies)[number]

type Sent = { readonly [field: string]: unknown }

/** The options of a deletion: from its body, or from its query where there is no body. */
export const deleteOptions = ({ body, query }: ApiRequest): DeleteOptions => {
  const sent = body === undefined || body === '' ? fromQuery(query) : fromBody(body)
  const errors = [...policyErrors(sent), ...dryRunErrors(sent)]
  if (errors.length > 0) refuse(invalid({ group: 'meta.k8s.io', kind: 'DeleteOptions' }, '', errors))
  const { gracePeriodSeconds: grace, orphanDependents, dryRun } = sent
  const preconditions = isRecord(sent.preconditions) ? sent.preconditions : {}
  const policy = policies.find(one => one === sent.propagationPolicy) ?? olderWord(orphanDependents)
  return {
    ...(typeof grace === 'number' && { gracePeriodSeconds: grace }),
    ...(typeof preconditions.uid === 'string' && { uid: preconditions.uid }),
    ...(typeof preconditions.resourceVersion === 'string' && { resourceVersion: preconditions.resourceVersion }),
    ...(policy !== undefined && { propagationPolicy: policy }),
    ...(orphanDependents === false && { accepted: true }),
    dryRun: Array.isArray(dryRun) && dryRun.includes('All'),
  }
}

const fromBody = (body: unknown): Sent => {
  if (!isRecord(body)) return refuse(badRequest('the DeleteOptions in the body could not be read; send a JSON object'))
  const { kind = 'DeleteOptions', apiVersion = '', gracePeriodSeconds: grace } = body
  if (kind !== 'DeleteOptions') {
    refuse(badRequest(`no kind "${asText(kind)}" is registered for version "${asText(apiVersion)}" in scheme`))
  }
  if (grace !== undefined && grace !== null && !Number.isInteger(grace)) {
    refuse(
      badRequest(
        'json: cannot unmarshal into Go struct field DeleteOptions.gracePeriodSeconds of a value of type int64',
      ),
    )
  }
  return body
}

/** The options of a query are flat: `uid` and `resourceVersion` are preconditions. */
const fromQuery = (query: ApiRequest['query']): Sent => {
  const { gracePeriodSeconds: grace, propagationPolicy, orphanDependents, dryRun, uid, resourceVersion } = query
  if (grace !== undefined && !/^[-+]?\d+$/.test(grace)) {
    refuse(badRequest(`strconv.ParseInt: parsing ${JSON.stringify(grace)}: invalid syntax`))
  }
  return {
    ...(grace !== undefined && { gracePeriodSeconds: Number(grace) }),
    ...(propagationPolicy !== undefined && { propagationPolicy }),
    ...(orphanDependents !== undefined && { orphanDependents: !/^(false|0)$/i.test(orphanDependents) }),
    ...(dryRun !== undefined && { dryRun: [dryRun] }),
    preconditions: { uid, resourceVersion },
  }
}

const olderWord = (orphanDependents: unknown): Policy | undefined =>
  typeof orphanDependents !== 'boolean' ? undefined : orphanDependents ? 'Orphan' : 'Background'

const policyErrors = ({ propagationPolicy: policy, orphanDependents }: Sent): readonly FieldError[] => {
  if (policy === undefined || policy === null) return []
  const named = JSON.stringify(policy)
  return [
    ...(typeof orphanDependents === 'boolean'
      ? [
          {
            reason: 'FieldValueInvalid' as const,
            field: 'propagationPolicy',
            message: `Invalid value: ${named}: orphanDependents and deletionPropagation cannot be both set`,
          },
        ]
      : []),
    ...(policies.some(one => one === policy)
      ? []
      : [
          {
            reason: 'FieldValueNotSupported' as const,
            field: 'propagationPolicy',
            message: `Unsupported value: ${named}: supported values: "Foreground", "Background", "Orphan", "nil"`,
          },
        ]),
  ]
}

const dryRunErrors = ({ dryRun }: Sent): readonly FieldError[] =>
  !Array.isArray(dryRun) || dryRun.every(one => one === 'All')
    ? []
    : [
        {
          reason: 'FieldValueNotSupported',
          field: 'dryRun',
          message: `Unsupported value: ${JSON.stringify(dryRun)}: supported values: "All"`,
        },
      ]

/** Refuses with 409 where the object is not the one, or not as, the client believes. */
export const checkPreconditions = (
  { group, kind, plural }: ResourceType,
  object: ApiObject,
  { uid, resourceVersion }: DeleteOptions,
): void => {
  const meta = metaOf(object)
  // The real server names the kind here, where all else names the resource.
  const named = { group, plural: plural === 'namespaces' && group === '' ? plural : kind }
  const refused = (why: string) => refuse(conflict(named, meta.name ?? '', why))
  if (uid !== undefined && uid !== meta.uid) {
    refused(
      `the UID in the precondition (${uid}) does not match the UID in record (${meta.uid ?? ''}). The object might have been deleted and then recreated`,
    )
  }
  if (resourceVersion !== undefined && resourceVersion !== meta.resourceVersion) {
    refused(
      `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${meta.resourceVersion ?? ''}). The object might have been modified`,
    )
  }
}
