import type { ApiResponse } from '../../../lib/apiserver/wire/request.ts'

/** A failure that is decided at the edge, before the model sees the request. */
export const failure = (
  code: number,
  reason: string,
  message: string,
  headers?: Readonly<Record<string, string>>,
): Extract<ApiResponse, { _tag: 'Body' }> => ({
  _tag: 'Body',
  code,
  body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code },
  ...(headers !== undefined && { headers }),
})
