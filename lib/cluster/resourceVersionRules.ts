import type { FieldError } from './resourceType.ts'
import { badRequest, invalid, refuse } from './status.ts'

type Query = { readonly [name: string]: string | undefined }

/** A resourceVersion in a query: absent and '' are `undefined`. Refuses what is no number. */
export const queriedVersion = (query: Query): number | undefined => {
  const text = query.resourceVersion
  if (text === undefined || text === '') return undefined
  if (!/^\d+$/.test(text)) {
    return refuse(
      badRequest(`resourceVersion: Invalid value: "${text}": strconv.ParseUint: parsing "${text}": invalid syntax`),
    )
  }
  return Number(text)
}

/** A number in a query; 0 where there is none. Refuses what is no whole number. */
export const wholeNumber = (text = ''): number =>
  text === '' || /^[+-]?\d+$/.test(text)
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

const listErrors = (query: Query): readonly FieldError[] => {
  const match = query.resourceVersionMatch
  const version = query.resourceVersion ?? ''
  if (query.sendInitialEvents !== undefined) {
    return [forbiddenField('sendInitialEvents', 'sendInitialEvents is forbidden for list')]
  }
  if (match === undefined || match === '') return []
  if (version === '') {
    return [
      forbiddenField('resourceVersionMatch', 'resourceVersionMatch is forbidden unless resourceVersion is provided'),
    ]
  }
  if ((query.continue ?? '') !== '') {
    return [forbiddenField('resourceVersionMatch', 'resourceVersionMatch is forbidden when continue is provided')]
  }
  if (match !== 'Exact' && match !== 'NotOlderThan') return [unsupportedMatch(match, '"Exact", "NotOlderThan"')]
  if (match === 'Exact' && version === '0') {
    return [forbiddenField('resourceVersionMatch', 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"')]
  }
  return []
}

const unsupportedMatch = (match: string, supported: string): FieldError => ({
  reason: 'FieldValueNotSupported',
  field: 'resourceVersionMatch',
  message: `Unsupported value: "${match}": supported values: ${supported}`,
})

const watchErrors = (query: Query): readonly FieldError[] => {
  const match = query.resourceVersionMatch ?? ''
  if (query.sendInitialEvents !== undefined) {
    if (match === '') {
      return [
        forbiddenField(
          'resourceVersionMatch',
          'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
        ),
      ]
    }
    if (match !== 'NotOlderThan') return [unsupportedMatch(match, '"NotOlderThan"')]
    return []
  }
  return match === ''
    ? []
    : [
        forbiddenField(
          'resourceVersionMatch',
          'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided',
        ),
      ]
}
