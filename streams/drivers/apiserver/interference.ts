import type { ApiRequest, ApiResponse } from '../../../lib/apiserver/wire/request.ts'

/** What befalls a request instead of being answered as usual. */
export type Interference =
  /** This answer, and the model never sees the request. */
  | { readonly _tag: 'Answer'; readonly response: Extract<ApiResponse, { _tag: 'Body' }> }
  /** The connection breaks; `after` the write was done, or before. */
  | { readonly _tag: 'Reset'; readonly when: 'before' | 'after' }
  /** No answer for so long, then as usual. */
  | { readonly _tag: 'Delay'; readonly milliseconds: number }

/** Decides for each authenticated request; `undefined` lets it pass. */
export type Interfere = (request: ApiRequest) => Interference | undefined
