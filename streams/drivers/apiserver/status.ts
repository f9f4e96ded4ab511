import type { ApiResponse } from '../../../lib/apiserver/wire/request.ts'
import { failure } from '../../../lib/kube/status.ts'

/** A failure that is decided at the edge, before the model sees the request. */
export const failureAnswer = (
  code: number,
  reason: string,
  message: string,
): Extract<ApiResponse, { _tag: 'Body' }> => ({ _tag: 'Body', code, body: failure(code, reason, message) })
