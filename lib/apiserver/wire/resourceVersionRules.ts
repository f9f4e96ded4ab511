import type { FieldError } from '../../kube/fieldError.ts'
import { badRequest, invalid, unnamed } from '../../kube/status.ts'
import { refuse } from './refusal.ts'

type Query = { readonly [name: string]: string | undefined }

/** A resourceVersion in a query: absent and '' are `undefined`. Refuses text that is not a number: of a list with 400, else with 500. */
export const queriedVersion = (query: Query, of: 'list' | 'other'): number | undefined => {
  const text = query.resourceVersion
  if (text === undefined || text === '') return undefined
  if (!/^\d+$/.test(text)) {
    const why = `resourceVersion: Invalid value: "${text}": strconv.ParseUint: parsing "${text}": invalid syntax`
    return refuse(of === 'list' ? badRequest(why) : unnamed(why))
  }
  return Number(text)
}

/** A whole number in a query; 0 where it is absent. Refuses other text. */
export const wholeNumber = (text = '0'): number =>
  /^[+-]?\d+$/.test(text)
    ? Number(text)
    : refuse(badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`))

/** Which of `resourceVersion`, `resourceVersionMatch`, `continue` and `sendInitialEvents` may go together. */
export const checkListOptions = (query: Query, watch: boolean): void => {
  const errors = watch ? watchErrors(query) : listErrors(query)
  if (errors.length > 0) refuse(invalid({ group: 'meta.k8s.io', kind: 'ListOptions' }, '', errors))
}

const forbiddenField = (field: string, why: string): FieldError => ({
  reason: 'FieldValueForbidden',
  field,
  message: `Forbidden: ${why}`,
})

const listErrors = ({ resourceVersionMatch: match = '', ...query }: Query): readonly FieldError[] => {
  const version = query.resourceVersion ?? ''
  const whenMatching =
    match === ''
      ? []
      : [
          ...(version === '' ? [forbiddenMatch('unless resourceVersion is provided')] : []),
          ...((query.continue ?? '') === '' ? [] : [forbiddenMatch('when continue is provided')]),
          ...(match === 'Exact' || match === 'NotOlderThan'
            ? []
            : [unsupportedMatch(match, '"Exact", "NotOlderThan", ""')]),
          ...(match === 'Exact' && version === '0'
            ? [
                forbiddenField(
                  'resourceVersionMatch',
                  'resourceVersionMatch "exact" is forbidden for resourceVersion "0"',
                ),
              ]
            : []),
        ]
  return query.sendInitialEvents === undefined
    ? whenMatching
    : [...whenMatching, forbiddenField('sendInitialEvents', 'sendInitialEvents is forbidden for list')]
}

const watchErrors = ({ resourceVersionMatch: match = '', ...query }: Query): readonly FieldError[] => {
  const initial = query.sendInitialEvents !== undefined
  // Taken as if it asked for the initial events.
  const fromNow = !initial && ['', '0'].includes(query.resourceVersion ?? '')
  return [
    ...(initial && match !== 'NotOlderThan'
      ? [
          forbiddenField(
            'resourceVersionMatch',
            'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
          ),
        ]
      : []),
    ...(match !== '' && !initial ? [forbiddenMatch('for watch unless sendInitialEvents is provided')] : []),
    ...(match !== '' && match !== 'NotOlderThan' ? [unsupportedMatch(match, '"NotOlderThan"')] : []),
    ...((match !== '' || fromNow) && (query.continue ?? '') !== ''
      ? [forbiddenMatch('when continue is provided')]
      : []),
  ]
}

const forbiddenMatch = (why: string): FieldError =>
  forbiddenField('resourceVersionMatch', `resourceVersionMatch is forbidden ${why}`)

const unsupportedMatch = (match: string, supported: string): FieldError => ({
  reason: 'FieldValueNotSupported',
  field: 'resourceVersionMatch',
  message: `Unsupported value: "${match}": supported values: ${supported}`,
})
