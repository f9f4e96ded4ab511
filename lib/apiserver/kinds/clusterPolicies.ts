import { recordAt, recordsAt, textAt, withEach, withField } from '../../json/fields.ts'
import { type FieldError, fieldError } from '../../kube/fieldError.ts'
import { asText } from '../../text/asText.ts'
import type { ApiObject, ResourceType } from '../objects/resourceType.ts'
import { ageColumn, countColumn, mixedColumn, nameColumn, textColumn } from '../objects/values.ts'
import { documented } from './documents/documented.ts'
import { requiredText } from './fieldRules.ts'

/** Kinds by which the administrators of a cluster say who may what, and how much. Stored; nothing acts on them. */

const specText = (of: ApiObject, field: string, missing = ''): string => textAt(recordAt(of, 'spec'), field) || missing

const admission = 'admissionregistration.k8s.io/v1'

const none = 'validations or auditAnnotations must contain at least one item'

const validateValidating = (policyObject: ApiObject): readonly FieldError[] => {
  const spec = recordAt(policyObject, 'spec')
  const isEmpty = ['validations', 'auditAnnotations'].every(field => recordsAt(spec, field).length === 0)
  return [
    ...(spec.matchConstraints === undefined ? [fieldError.required('spec.matchConstraints')] : []),
    ...(isEmpty ? ['spec.validations', 'spec.auditAnnotations'].map(field => fieldError.required(field, none)) : []),
  ]
}

const policy = (kind: string, counted: string, name: string): ResourceType =>
  documented(admission, kind, {
    generation: 'spec',
    ...(kind === 'ValidatingAdmissionPolicy' && { validate: validateValidating }),
    columns: [
      nameColumn,
      countColumn(name, 'How many.', of => recordsAt(recordAt(of, 'spec'), counted).length),
      textColumn('ParamKind', 'The kind of its parameters.', of => {
        const { paramKind } = recordAt(of, 'spec')
        const { apiVersion, kind: named } = recordAt(of, 'spec', 'paramKind')
        return paramKind === undefined ? '<unset>' : `${apiVersion}/${named}`
      }),
      ageColumn,
    ],
  })

const policyBinding = (kind: string): ResourceType =>
  documented(admission, kind, {
    generation: 'spec',
    columns: [
      nameColumn,
      textColumn('PolicyName', 'The policy.', of => specText(of, 'policyName')),
      textColumn('ParamRef', 'Its parameters.', of => {
        const { paramRef } = recordAt(of, 'spec')
        const { namespace = '', name = '*' } = recordAt(of, 'spec', 'paramRef')
        return paramRef === undefined ? '<unset>' : namespace === '' ? `${name}` : `${namespace}/${name}`
      }),
      ageColumn,
    ],
  })

export const policyTypes: readonly ResourceType[] = [
  policy('MutatingAdmissionPolicy', 'mutations', 'Mutations'),
  policyBinding('MutatingAdmissionPolicyBinding'),
  policy('ValidatingAdmissionPolicy', 'validations', 'Validations'),
  policyBinding('ValidatingAdmissionPolicyBinding'),
]

const flow = 'flowcontrol.apiserver.k8s.io/v1'

const queueing = (of: ApiObject, field: string): unknown => {
  const limited = recordAt(of, 'spec', 'limited', 'limitResponse', 'queuing')
  return limited[field] ?? '<none>'
}

export const flowTypes: readonly ResourceType[] = [
  documented(flow, 'FlowSchema', {
    generation: 'spec',
    columns: [
      nameColumn,
      textColumn('PriorityLevel', 'How it is treated.', of =>
        textAt(recordAt(of, 'spec', 'priorityLevelConfiguration'), 'name'),
      ),
      mixedColumn('MatchingPrecedence', 'Lower comes first.', of => recordAt(of, 'spec').matchingPrecedence ?? 0),
      textColumn(
        'DistinguisherMethod',
        'How flows are told apart.',
        of => textAt(recordAt(of, 'spec', 'distinguisherMethod'), 'type') || '<none>',
      ),
      ageColumn,
      textColumn('MissingPL', 'Whether the level is missing.', of => {
        const missing = recordsAt(recordAt(of, 'status'), 'conditions').find(({ type }) => type === 'Dangling')
        return missing === undefined ? '?' : textAt(missing, 'status')
      }),
    ],
  }),
  documented(flow, 'PriorityLevelConfiguration', {
    generation: 'spec',
    validate: of => requiredText(recordAt(of, 'spec'), 'type', 'spec'),
    columns: [
      nameColumn,
      textColumn('Type', 'Limited or Exempt.', of => specText(of, 'type')),
      mixedColumn('NominalConcurrencyShares', 'Its share.', of => {
        const spec = recordAt(of, 'spec')
        const shares = recordAt(spec, spec.type === 'Exempt' ? 'exempt' : 'limited').nominalConcurrencyShares
        return shares ?? '<none>'
      }),
      mixedColumn('Queues', 'How many.', of => queueing(of, 'queues')),
      mixedColumn('HandSize', 'Of how many it may choose.', of => queueing(of, 'handSize')),
      mixedColumn('QueueLengthLimit', 'How long each.', of => queueing(of, 'queueLengthLimit')),
      ageColumn,
    ],
  }),
]

export const certificateSigningRequestType: ResourceType = documented(
  'certificates.k8s.io/v1',
  'CertificateSigningRequest',
  {
    columns: [
      nameColumn,
      ageColumn,
      textColumn('SignerName', 'Who is to sign.', of => specText(of, 'signerName')),
      textColumn('Requestor', 'Who asked.', of => specText(of, 'username')),
      textColumn('RequestedDuration', 'For how long.', of => {
        const { expirationSeconds } = recordAt(of, 'spec')
        return expirationSeconds === undefined ? '<none>' : `${asText(expirationSeconds)}s`
      }),
      textColumn('Condition', 'How far it is.', of => {
        const conditions = recordsAt(recordAt(of, 'status'), 'conditions').map(each => textAt(each, 'type'))
        const state = conditions.join(',') || 'Pending'
        return recordAt(of, 'status').certificate === undefined ? state : `${state},Issued`
      }),
    ],
  },
)

const devices = 'resource.k8s.io/v1'

/** Who asks for an exact number of devices, and names none, gets one. */
const withCounts = (spec: ApiObject): ApiObject => {
  const counted = (request: ApiObject): ApiObject =>
    request.allocationMode === 'ExactCount' && request.count === undefined ? { ...request, count: 1 } : request
  return withField(
    spec,
    'devices',
    withEach(recordAt(spec, 'devices'), 'requests', request => ({
      ...withEach(request, 'firstAvailable', counted),
      ...(request.exactly !== undefined && { exactly: counted(recordAt(request, 'exactly')) }),
    })),
  )
}

export const deviceTypes: readonly ResourceType[] = [
  documented(devices, 'DeviceClass', { generation: 'spec' }),
  documented(devices, 'ResourceClaim', {
    prepare: claim => withField(claim, 'spec', withCounts(recordAt(claim, 'spec'))),
    columns: [
      nameColumn,
      textColumn('State', 'How far it is.', of => {
        const { allocation } = recordAt(of, 'status')
        if (recordAt(of, 'metadata').deletionTimestamp !== undefined) return 'deleted'
        if (allocation === undefined) return 'pending'
        return recordsAt(recordAt(of, 'status'), 'reservedFor').length > 0 ? 'allocated,reserved' : 'allocated'
      }),
      ageColumn,
    ],
  }),
  documented(devices, 'ResourceClaimTemplate', {
    prepare: template => {
      const spec = recordAt(template, 'spec')
      return withField(template, 'spec', { ...spec, spec: withCounts(recordAt(spec, 'spec')) })
    },
  }),
  documented(devices, 'ResourceSlice', {
    generation: 'spec',
    columns: [
      nameColumn,
      textColumn('Node', 'Where its devices are.', of => specText(of, 'nodeName')),
      textColumn('Driver', 'Whose they are.', of => specText(of, 'driver')),
      textColumn('Pool', 'To what they belong.', of => textAt(recordAt(of, 'spec', 'pool'), 'name')),
      ageColumn,
    ],
  }),
]
