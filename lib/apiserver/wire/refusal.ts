import type { ApiStatus } from '../../kube/status.ts'
import type { ApiResponse } from './request.ts'

/** Unwinds a request to `handle`, which answers with the status and drops whatever the request had written. */

export class RefusedRequest extends Error {
  readonly status: ApiStatus
  /** Warnings that are sent with the Status. */
  readonly warnings: readonly string[]
  constructor(status: ApiStatus, warnings: readonly string[] = []) {
    super(status.message)
    this.status = status
    this.warnings = warnings
  }
}

/** Calls `act`. Where it refuses, these warnings are sent with the refusal. */

export const telling = <Result>(warnings: readonly string[], act: () => Result): Result => {
  if (warnings.length === 0) return act()
  try {
    return act()
  } catch (error) {
    throw error instanceof RefusedRequest ? new RefusedRequest(error.status, [...warnings, ...error.warnings]) : error
  }
}
export const refuse = (status: ApiStatus): never => {
  throw new RefusedRequest(status)
}

export const statusResponse = (status: ApiStatus, warnings: readonly string[] = []): ApiResponse => {
  const retryAfter = status.details?.retryAfterSeconds
  return {
    _tag: 'Body',
    code: status.code ?? 200,
    body: status,
    ...(warnings.length > 0 && { warnings }),
    ...(retryAfter !== undefined && { headers: { 'Retry-After': String(retryAfter) } }),
  }
}
