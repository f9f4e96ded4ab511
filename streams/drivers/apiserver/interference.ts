import type { ApiRequest, ApiResponse } from '../../../lib/apiserver/wire/request.ts'

/** The fate of a request that is not answered as usual. */
export type Interference =
  /** This answer, and the model never sees the request. */
  | { readonly _tag: 'Answer'; readonly response: Extract<ApiResponse, { _tag: 'Body' }> }
  /** The connection breaks; `after` the write was done, or before. */
  | { readonly _tag: 'Reset'; readonly when: 'before' | 'after' }
  /** The answer comes that much later, in ms. */
  | { readonly _tag: 'Delay'; readonly milliseconds: number }

/** Decides for each authenticated request; `undefined` lets it pass. */
export type Interfere = (request: ApiRequest) => Interference | undefined
