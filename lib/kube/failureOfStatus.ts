import { isRecord } from '../json/fields.ts'
import type { ApiFailure } from './failure.ts'

type StatusFailure = Extract<ApiFailure, { readonly _tag: 'Status' }>

/**
 * The failure that a Status object describes. `code` is that of the answer; `reason` and `message`
 * stand in for what the object does not say, or for all of it where `status` is not an object.
 */
export const failureOfStatus = (
  status: unknown,
  { code, reason, message }: Pick<StatusFailure, 'code' | 'reason' | 'message'>,
): StatusFailure => {
  const said = isRecord(status) ? status : {}
  const seconds = isRecord(said.details) ? said.details.retryAfterSeconds : undefined
  return {
    _tag: 'Status',
    code,
    reason: textOr(said.reason, reason),
    message: textOr(said.message, message),
    ...(typeof seconds === 'number' && seconds > 0 && { retryAfterMs: seconds * 1000 }),
  }
}

const textOr = (value: unknown, otherwise: string): string =>
  typeof value === 'string' && value !== '' ? value : otherwise
